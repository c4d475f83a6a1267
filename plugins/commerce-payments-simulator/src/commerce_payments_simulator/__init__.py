"""A payment provider without a bank: its outcomes are scripted by the client. For trials only."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commerce.kernel.plugins import Plugin, Registry
from commerce.payments.providers import PAYMENT
from commerce_payments_simulator.provider import Simulator
from commerce_payments_simulator.store import Store, default_directory

DEVELOPMENT_SECRET = "simulator-development-secret"
_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "timeout_seconds": {"type": "number", "minimum": 0, "maximum": 600, "default": 60},
        "state_dir": {"type": "string", "minLength": 1},
        "secret": {"type": "string", "minLength": 16, "default": DEVELOPMENT_SECRET},
    },
}


def _register(registry: Registry, config: Mapping[str, Any]) -> None:
    directory = config.get("state_dir")
    simulator = Simulator(
        Store(Path(directory) if directory else default_directory()),
        secret=config.get("secret", DEVELOPMENT_SECRET),
        timeout_seconds=config.get("timeout_seconds", 60),
    )
    registry.provide(PAYMENT, simulator.id, simulator)


plugin = Plugin(
    name="payments-simulator",
    title="Payment simulator",
    register=_register,
    config_schema=_SCHEMA,
    secrets=frozenset({"secret"}),
)
