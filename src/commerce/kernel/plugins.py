"""Plugins: distributions that fill typed slots. A plugin never sees a session.

A distribution names one `Plugin` object under the entry point group `commerce.plugins`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

import structlog
from jsonschema import Draft202012Validator

from commerce.kernel.db import forbid_open_transaction
from commerce.kernel.origins import unrepeatable

GROUP = "commerce.plugins"
API_VERSION = 1
P = TypeVar("P")
T = TypeVar("T")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Slot(Generic[P]):
    """A named place where plugins put implementations of the protocol `P`."""

    name: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a distribution offers: its name, its configuration, and how it fills slots.

    `config_schema` is a JSON Schema (2020-12) of the configuration object;
    `secrets` names the properties that must never be shown.
    """

    name: str
    title: str
    register: Callable[["Registry", Mapping[str, Any]], None]
    config_schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    secrets: frozenset[str] = frozenset()
    api_version: int = API_VERSION


class PluginError(Exception):
    """A plugin cannot be used; the text is one line for the operator."""


class ProviderFailed(Exception):
    """A provider raised, or did not answer in time."""


@dataclass(slots=True)
class Registry:
    """The providers of all enabled plugins, by slot and name."""

    providers: dict[tuple[str, str], Any] = field(default_factory=dict)
    plugins: dict[str, Plugin] = field(default_factory=dict)
    routes: list[Any] = field(default_factory=list)

    def provide(self, slot: Slot[P], name: str, implementation: P) -> None:
        """Put an implementation into a slot.

        Raises:
            PluginError: the name is taken.
        """
        if (slot.name, name) in self.providers:
            raise PluginError(f"two {slot.name} providers are called {name!r}")
        self.providers[slot.name, name] = implementation

    def find(self, slot: Slot[P], name: str) -> P | None:
        """The implementation with this name, or None."""
        found: P | None = self.providers.get((slot.name, name))
        return found

    def all(self, slot: Slot[P]) -> dict[str, P]:
        """Every implementation in a slot, by name."""
        return {name: each for (kind, name), each in self.providers.items() if kind == slot.name}

    def only(self, slot: Slot[P]) -> P:
        """The one implementation of a slot that takes exactly one.

        Raises:
            PluginError: there is none, or more than one.
        """
        found = self.all(slot)
        if len(found) != 1:
            raise PluginError(f"slot {slot.name} needs exactly one provider, has {sorted(found)}")
        return next(iter(found.values()))


def installed() -> dict[str, EntryPoint]:
    """Every installed plugin by name, loaded or not."""
    return {point.name: point for point in sorted(entry_points(group=GROUP))}


def load(name: str) -> Plugin:
    """Import a plugin.

    Raises:
        PluginError: it is not installed, does not import, or speaks another version.
    """
    point = installed().get(name)
    if point is None:
        raise PluginError(f"plugin {name!r} is not installed")
    try:
        plugin = point.load()
    except Exception as error:
        raise PluginError(f"plugin {name!r} does not load: {error}") from error
    if not isinstance(plugin, Plugin):
        raise PluginError(f"plugin {name!r}: its entry point is not a Plugin")
    if plugin.api_version != API_VERSION:
        raise PluginError(
            f"plugin {name!r} is made for version {plugin.api_version}, this is {API_VERSION}"
        )
    return plugin


def discover(enabled: tuple[str, ...], config: Mapping[str, Mapping[str, Any]]) -> Registry:
    """Build the registry of the enabled plugins; an unknown or wrong one stops the start.

    Raises:
        PluginError: one line that names the plugin and what is wrong.
    """
    registry = Registry()
    for name in enabled:
        plugin = load(name)
        given = dict(config.get(name, {}))
        for error in Draft202012Validator(plugin.config_schema).iter_errors(given):
            where = ".".join(str(part) for part in error.absolute_path) or "configuration"
            raise PluginError(f"plugin {name!r}: {where}: {error.message}")
        plugin.register(registry, given)
        registry.plugins[name] = plugin
    return registry


async def ask(what: str, answer: Coroutine[Any, Any, T], *, seconds: float) -> T:
    """Await a provider for at most `seconds`; its failures become one kind of exception.

    Raises:
        ProviderFailed: it raised or took too long; logged with `what`.
        RuntimeError: a database transaction is open in this task.
    """
    unrepeatable()
    try:
        forbid_open_transaction()
    except RuntimeError:
        answer.close()
        raise
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except Exception as error:
        _log.warning("provider_failed", what=what, error=type(error).__name__)
        raise ProviderFailed(what) from error
