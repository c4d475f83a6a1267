"""What can go wrong with a cart."""

from collections.abc import Sequence
from uuid import UUID

from commerce.cart.types import CartState
from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class CartClosed(DomainError):
    """The cart was bought, or waits for its payment; it cannot be changed now."""

    code = "CART_CLOSED"
    texts = texts(
        en="This cart can no longer be changed: it was ordered or awaits payment.",
        ru="Эту корзину уже нельзя изменить: заказ оформлен или ожидает оплаты.",
        uz="Bu savatni endi oʻzgartirib boʻlmaydi: buyurtma berilgan yoki toʻlov kutilmoqda.",
    )

    def __init__(self, state: CartState, *, path: Sequence[str] = ("input", "cart")) -> None:
        super().__init__(path=path)
        self.state = state


class OfferUnavailable(DomainError):
    """The offer does not exist, is not sold now, or has no price in this currency."""

    code = "OFFER_UNAVAILABLE"
    texts = texts(
        en="This product is not available now.",
        ru="Этот товар сейчас недоступен.",
        uz="Bu mahsulot hozir mavjud emas.",
    )

    def __init__(self, offer_id: UUID, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.offer_id = offer_id


class DeliveryUnavailable(DomainError):
    """The method does not deliver this parcel to this country now."""

    code = "DELIVERY_UNAVAILABLE"
    texts = texts(
        en="This delivery method is not available for the parcel.",
        ru="Этот способ доставки недоступен для посылки.",
        uz="Bu yetkazib berish usuli joʻnatma uchun mavjud emas.",
    )

    def __init__(self, seller_id: UUID, method_id: UUID, *, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.seller_id = seller_id
        self.method_id = method_id


class TaxUnavailable(DomainError):
    """Tax could not be computed, so there is no total to agree on."""

    code = "TAX_UNAVAILABLE"
    texts = texts(
        en="Tax cannot be calculated now; please repeat in a moment.",
        ru="Сейчас не удаётся рассчитать налог; повторите чуть позже.",
        uz="Hozir soliqni hisoblab boʻlmayapti; birozdan keyin takrorlang.",
    )
