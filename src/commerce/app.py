"""Composition root: the only place that builds the database, the registry and the engine."""

import importlib
import importlib.util
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import OperationalError
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.ext.asyncio import AsyncEngine

from commerce.audit import service as audit
from commerce.checkout.types import Deps
from commerce.kernel import grants, log, sealing
from commerce.kernel.access import GUEST, Actor
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database, create_engine
from commerce.kernel.graphql.context import Context, Wanted
from commerce.kernel.keyring import Keyring, master_keys
from commerce.kernel.networks import NOBODY, Visitor
from commerce.kernel.plugins import Registry, discover
from commerce.kernel.postgres import EmbeddedPostgres, default_data_dir
from commerce.kernel.privacy import DataClass, names_of
from commerce.kernel.rates import Limiter
from commerce.kernel.reads import ReadLimits, ReadPool, Tally, tally
from commerce.kernel.settings import Settings
from commerce.kernel.switches import Switches
from commerce.kernel.tables import Base

if TYPE_CHECKING:
    from alembic.config import Config

DATABASE = "commerce"
LOGIN = "commerce"
ROOT = Path(__file__).parents[2]
DOMAINS = (
    "media", "identity", "channels", "customers", "sellers", "catalog", "inventory", "pricing",
    "tax", "shipping", "offers", "cart", "payments", "orders", "checkout", "search", "imports",
    "privacy", "notifications", "audit",
)  # fmt: skip


def import_all(module: str) -> None:
    """Import one module (`models`, `handlers`) of every domain that has it."""
    for domain in DOMAINS:
        name = f"commerce.{domain}.{module}"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)


class MigrationFailed(Exception):
    """The database cannot be brought to the newest schema; the text is one line."""


def alembic_config(url: str) -> "Config":
    """The configuration of the migrations for the database at `url` (libpq form)."""
    from alembic.config import Config

    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def migrate(url: str, *, login: str = "") -> None:
    """Bring the database at `url` to the newest schema, and its walls with it; as its owner.

    `login` is the URL as which the program will serve, when it is another one.

    Alembic is imported here, because serving does not need it and should start at once.

    Raises:
        MigrationFailed: the database knows a newer schema, or one of another history, or its
            owner may not make the roles.
    """
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise MigrationFailed(str(error)) from error
    import_all("models")
    audit.attach_triggers(url)
    try:
        grants.secure(url, login or url, Base.metadata)
    except InsufficientPrivilege as error:
        said = str(error).splitlines()[0]
        raise MigrationFailed(f"{said}: see docs/database-roles.md") from error


def embedded_server(settings: Settings) -> EmbeddedPostgres | None:
    """The running embedded server, or None when `DATABASE_URL` names another one.

    Raises:
        PostgresUnavailable: no binaries, or it does not start.
    """
    if settings.database_url is not None:
        return None
    folder = settings.data_dir or default_data_dir()
    return EmbeddedPostgres(folder, bindir=settings.pg_bindir).start()


def server_url(settings: Settings, server: EmbeddedPostgres | None) -> str:
    """The libpq URL of the shop's database, as the program serves it: no owner of anything."""
    return str(settings.database_url) if server is None else server.url(DATABASE, login=LOGIN)


def owner_url(settings: Settings, server: EmbeddedPostgres | None) -> str:
    """The libpq URL of the shop's database, as its owner: for migrations alone."""
    if server is None:
        return str(settings.database_owner_url or settings.database_url)
    server.create_database(DATABASE)
    return server.url(DATABASE)


def check_keys(settings: Settings, url: str) -> None:
    """Make sure that the master key is that of the database at `url`, whose first keys it makes.

    A database that does not answer now is asked when a key is needed.

    Raises:
        WrongMasterKey: it was sealed under another one.
        WrongSettings: there is no master key.
    """
    ring = Keyring(url, master_keys(settings))
    with suppress(OperationalError):
        ring.read()


@dataclass(slots=True)
class App:
    """The running program: what every request shares."""

    settings: Settings
    db: Database
    registry: Registry
    cache: Cache
    engine: AsyncEngine | None = None
    reads: ReadPool | None = None
    keys: Keyring | None = None
    limiter: Limiter = field(default_factory=Limiter)
    switches: Switches = field(default_factory=Switches)

    @property
    def deps(self) -> Deps:
        """What the services of checkout need."""
        return Deps(self.db, self.registry, self.cache, self.settings)

    def context(
        self,
        *,
        actor: Actor = GUEST,
        wanted: Wanted | None = None,
        request_id: str = "",
        visitor: Visitor = NOBODY,
    ) -> Context:
        """A fresh context; its tally counts the SQL statements of this task from now on."""
        context = Context(
            db=self.db,
            reader=self.db.reader(),
            registry=self.registry,
            cache=self.cache,
            settings=self.settings,
            limiter=self.limiter,
            actor=actor,
            wanted=wanted or Wanted(),
            request_id=request_id,
            visitor=visitor,
            switches=self.switches,
            tally=Tally(),
        )
        tally.set(context.tally)
        return context

    async def close(self) -> None:
        """Close every connection."""
        await self.limiter.store.close()
        if self.reads is not None:
            await self.reads.close()
        if self.engine is not None:
            await self.engine.dispose()
        if self.keys is not None:
            sealing.let_go(self.keys)


def build(settings: Settings, url: str) -> App:
    """Connect the parts for the database at `url` (libpq form).

    Raises:
        PluginError: an enabled plugin cannot be used.
        WrongSettings: there is no master key.
    """
    import_all("models")
    import_all("handlers")
    registry = discover(settings.enabled_plugins, settings.plugin_config)
    engine = create_engine(url, size=settings.db_pool_size, pgbouncer=settings.pgbouncer)
    reads = ReadPool(
        url,
        ReadLimits(
            size=settings.db_read_pool_size,
            wait=settings.db_wait_seconds,
            pgbouncer=settings.pgbouncer,
        ),
        replicas=[str(replica) for replica in settings.read_urls],
        most_lag=settings.replica_lag_seconds,
    )
    db = Database(engine, reads, wait=settings.db_wait_seconds)
    tables = Base.metadata.tables.values()
    log.protect(personal=names_of(DataClass.PII, tables), secret=names_of(DataClass.SECRET, tables))
    keys = Keyring(url, master_keys(settings))
    sealing.use(keys)
    return App(settings, db, registry, Cache(), engine, reads, keys)
