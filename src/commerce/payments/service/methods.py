"""Ways of paying: the enabled providers and whether they fit."""

from commerce.kernel.money import Money
from commerce.kernel.plugins import Registry
from commerce.payments.errors import PaymentMethodUnavailable, UnknownPaymentMethod
from commerce.payments.providers import PAYMENT, PaymentProvider


def methods(registry: Registry, currency: str) -> list[PaymentProvider]:
    """The providers that take a currency, in the order they were enabled."""
    return [each for each in registry.all(PAYMENT).values() if each.capabilities.takes(currency)]


def method_for(
    registry: Registry, name: str, amount: Money, *, path: tuple[str, ...] = ()
) -> PaymentProvider:
    """The provider called `name`, when it can collect this amount.

    Raises:
        UnknownPaymentMethod: none is called so.
        PaymentMethodUnavailable: it does not take this currency, or so little, or so much.
    """
    provider = registry.find(PAYMENT, name)
    if provider is None:
        raise UnknownPaymentMethod(name, path=path)
    if not provider.capabilities.covers(amount):
        raise PaymentMethodUnavailable(name, path=path)
    return provider
