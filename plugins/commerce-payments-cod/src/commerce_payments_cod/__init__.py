"""Cash on delivery: the order is placed at once, the money is collected at the door."""

from collections.abc import Mapping
from typing import Any

from commerce.kernel.plugins import Plugin, Registry
from commerce.kernel.text import texts
from commerce.payments.providers import (
    PAYMENT,
    AttemptView,
    Capabilities,
    Decline,
    Outcome,
    SessionRequest,
)
from commerce.payments.types import Flow, OutcomeStatus

_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "currencies": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "minItems": 1,
            "description": "Currencies that can be paid in cash; without it, any.",
        },
        "maximum": {
            "type": "object",
            "additionalProperties": {"type": "integer", "minimum": 1},
            "description": "The most that can be collected, in minor units by currency.",
        },
    },
}
_COLLECT = Outcome(OutcomeStatus.OK, collect_later=True)


class CashOnDelivery:
    """Promises cash. Remembers nothing: the attempt itself is all there is to know."""

    id = "cash_on_delivery"
    title = texts(
        en="Cash on delivery", ru="Наличными при получении", uz="Yetkazilganda naqd toʻlov"
    )

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities

    async def create_session(self, request: SessionRequest) -> Outcome:
        """The money will be collected later."""
        return _COLLECT

    async def fetch(self, attempt: AttemptView) -> Outcome:
        """Still to be collected."""
        return _COLLECT

    async def cancel(self, attempt: AttemptView) -> Outcome:
        """Nobody will come for the money."""
        return Outcome(OutcomeStatus.DECLINED, decline=Decline("cancelled", retryable=True))


def _register(registry: Registry, config: Mapping[str, Any]) -> None:
    currencies = config.get("currencies")
    capabilities = Capabilities(
        flows=frozenset({Flow.OFFLINE}),
        currencies=frozenset(currencies) if currencies else None,
        maximum=dict(config.get("maximum", {})),
        asks_nobody=True,
    )
    provider = CashOnDelivery(capabilities)
    registry.provide(PAYMENT, provider.id, provider)


plugin = Plugin(
    name="payments-cod",
    title="Cash on delivery",
    register=_register,
    config_schema=_SCHEMA,
)
