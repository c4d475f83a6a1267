"""Settings, read once from the environment; nobody else reads `os.environ`."""

import re
from base64 import b64decode
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    PostgresDsn,
    RedisDsn,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

_FORMS = {
    "tuple_type": 'write a JSON list, such as ["one", "two"]',
    "dict_type": "write a JSON object",
}


def _check_web_address(value: str, kind: str) -> None:
    if not value.startswith(("http://", "https://")) or value.endswith("/"):
        raise ValueError(f"{value!r} is not {kind} such as https://shop.example")


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _keys(given: SecretStr) -> tuple[bytes, ...]:
    """Keys in base64 with commas between them; what is not base64 is as if empty."""
    try:
        return tuple(b64decode(part) for part in given.get_secret_value().split(","))
    except ValueError:
        return (b"",)


class RateNumbers(BaseModel):
    """A limit: how many at once, and how many a minute in the long run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    burst: float = Field(ge=1, le=1e9)
    per_minute: float = Field(gt=0, le=1e9)


class IdentityProvider(BaseModel):
    """Somebody who can say who a person is, by OpenID Connect.

    What it says of its addresses is believed for the host of `issuer`, and for `hosts`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: SecretStr
    title: str = Field("", max_length=60)
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    hosts: tuple[str, ...] = ()

    @field_validator("issuer")
    @classmethod
    def _web_address(cls, issuer: str) -> str:
        _check_web_address(issuer.rstrip("/"), "an issuer")
        return issuer


class Settings(BaseSettings):
    """Every knob of the program; README.md lists them with their defaults."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    environment: Literal["development", "production"] = Field(
        "development", validation_alias="COMMERCE_ENV"
    )
    database_url: PostgresDsn | None = Field(None, validation_alias="DATABASE_URL")
    database_owner_url: PostgresDsn | None = Field(None, validation_alias="DATABASE_OWNER_URL")
    read_urls: tuple[PostgresDsn, ...] = Field((), validation_alias="DATABASE_READ_URLS")
    replica_lag_seconds: float = Field(
        5.0, gt=0, le=3600, validation_alias="DB_REPLICA_LAG_SECONDS"
    )
    master_key: SecretStr | None = Field(None, validation_alias="COMMERCE_MASTER_KEY")
    data_dir: Path | None = Field(None, validation_alias="COMMERCE_DATA_DIR")
    pg_bindir: Path | None = Field(None, validation_alias="COMMERCE_PG_BINDIR")
    pgbouncer: bool = Field(False, validation_alias="DB_PGBOUNCER")
    db_pool_size: int = Field(10, ge=2, le=200, validation_alias="DB_POOL_SIZE")
    db_read_pool_size: int = Field(6, ge=1, le=200, validation_alias="DB_READ_POOL_SIZE")
    db_wait_seconds: float = Field(5.0, gt=0, le=60, validation_alias="DB_WAIT_SECONDS")
    host: str = Field("127.0.0.1", validation_alias="COMMERCE_HOST")
    access_seconds: int = Field(900, ge=60, le=3600, validation_alias="COMMERCE_ACCESS_SECONDS")
    refresh_days: int = Field(7, ge=1, le=90, validation_alias="COMMERCE_REFRESH_DAYS")
    port: int = Field(8000, ge=0, le=65535, validation_alias="COMMERCE_PORT")
    public_url: str | None = Field(None, validation_alias="COMMERCE_PUBLIC_URL")
    storefront_url: str | None = Field(None, validation_alias="COMMERCE_STOREFRONT_URL")
    shop_name: str = Field(
        "UltraMarket", min_length=1, max_length=60, validation_alias="COMMERCE_SHOP_NAME"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias="COMMERCE_LOG_LEVEL"
    )
    cors_origins: tuple[str, ...] = Field((), validation_alias="COMMERCE_CORS_ORIGINS")
    introspection: bool | None = Field(None, validation_alias="COMMERCE_INTROSPECTION")
    explorer: bool | None = Field(None, validation_alias="COMMERCE_EXPLORER")
    expose_cost: bool | None = Field(None, validation_alias="COMMERCE_EXPOSE_COST")
    compiled: bool = Field(True, validation_alias="COMMERCE_COMPILED")
    max_cost: int = Field(10_000, ge=100, le=1_000_000, validation_alias="COMMERCE_MAX_COST")
    request_seconds: float = Field(30.0, gt=0, le=300, validation_alias="COMMERCE_REQUEST_SECONDS")
    provider_seconds: float = Field(
        10.0, gt=0, le=120, validation_alias="COMMERCE_PROVIDER_SECONDS"
    )
    retention_days: int = Field(1_825, ge=30, le=36_500, validation_alias="COMMERCE_RETENTION_DAYS")
    erasure_days: int | None = Field(None, ge=0, le=90, validation_alias="COMMERCE_ERASURE_DAYS")
    hold_minutes: int = Field(30, ge=1, le=10_080, validation_alias="COMMERCE_HOLD_MINUTES")
    workers: int = Field(1, ge=1, le=64, validation_alias="COMMERCE_WORKERS")
    documents: Path | None = Field(None, validation_alias="COMMERCE_DOCUMENTS")
    documents_only: bool = Field(False, validation_alias="COMMERCE_DOCUMENTS_ONLY")
    cache_seconds: float = Field(10.0, ge=0, le=300, validation_alias="COMMERCE_CACHE_SECONDS")
    cache_bytes: int = Field(
        32_000_000, ge=1_000_000, le=4_000_000_000, validation_alias="COMMERCE_CACHE_BYTES"
    )
    proven_bytes: int = Field(
        32_000_000, ge=0, le=4_000_000_000, validation_alias="COMMERCE_PROVEN_BYTES"
    )
    staff_mfa: Literal["optional", "required"] = Field(
        "optional", validation_alias="COMMERCE_STAFF_MFA"
    )
    passkey_origins: tuple[str, ...] = Field((), validation_alias="COMMERCE_PASSKEY_ORIGINS")
    passkey_domain: str | None = Field(None, validation_alias="COMMERCE_PASSKEY_DOMAIN")
    providers: dict[str, IdentityProvider] = Field(
        default_factory=dict, validation_alias="COMMERCE_OIDC_PROVIDERS"
    )
    redis_url: RedisDsn | None = Field(None, validation_alias="COMMERCE_REDIS_URL")
    rates: dict[str, RateNumbers | None] = Field(
        default_factory=dict, validation_alias="COMMERCE_RATES"
    )
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (), validation_alias="COMMERCE_TRUSTED_PROXIES"
    )
    unlimited_networks: tuple[IPvAnyNetwork, ...] = Field(
        (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")),
        validation_alias="COMMERCE_UNLIMITED_NETWORKS",
    )
    staff_networks: tuple[IPvAnyNetwork, ...] = Field(
        (), validation_alias="COMMERCE_STAFF_NETWORKS"
    )
    permission_networks: dict[str, tuple[IPvAnyNetwork, ...]] = Field(
        default_factory=dict, validation_alias="COMMERCE_PERMISSION_NETWORKS"
    )
    webhook_networks: dict[str, tuple[IPvAnyNetwork, ...]] = Field(
        default_factory=dict, validation_alias="COMMERCE_WEBHOOK_NETWORKS"
    )
    run_worker: bool = Field(True, validation_alias="COMMERCE_RUN_WORKER")
    plugins: tuple[str, ...] | None = Field(None, validation_alias="COMMERCE_PLUGINS")
    plugin_config: dict[str, dict[str, object]] = Field(
        default_factory=dict, validation_alias="COMMERCE_PLUGIN_CONFIG"
    )

    @field_validator("cors_origins", "passkey_origins")
    @classmethod
    def _no_wildcard(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            _check_web_address(origin, "an origin")
        return origins

    @field_validator("public_url", "storefront_url")
    @classmethod
    def _without_slash(cls, url: str | None) -> str | None:
        if url is not None:
            _check_web_address(url, "an address")
        return url

    @field_validator("providers")
    @classmethod
    def _by_https(
        cls, given: dict[str, IdentityProvider], info: ValidationInfo
    ) -> dict[str, IdentityProvider]:
        for name, provider in given.items():
            if not re.fullmatch(r"[a-z0-9-]{1,40}", name):
                raise ValueError(f"{name!r} is not a name of small letters, digits and hyphens")
            plain = not provider.issuer.startswith("https://")
            if plain and info.data.get("environment") != "development":
                raise ValueError(f"{name}: the issuer must be reached by https in production")
        return given

    @field_validator("master_key")
    @classmethod
    def _of_32_bytes(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and not all(len(key) == 32 for key in _keys(given)):
            raise ValueError("write 32 bytes in base64; of several with commas, the newest first")
        return given

    @property
    def master_keys(self) -> tuple[bytes, ...]:
        """The keys that wrap data keys: the current one, then those it has replaced."""
        return _keys(self.master_key) if self.master_key is not None else ()

    @property
    def development(self) -> bool:
        return self.environment == "development"

    @property
    def shop_origins(self) -> tuple[str, ...]:
        """Where pages of ours run: passkeys are asked for there and nowhere else."""
        return self.passkey_origins or (origin_of(self.storefront_url or self.reached_at),)

    @property
    def shop_domain(self) -> str:
        """The domain that passkeys are bound to."""
        return self.passkey_domain or urlsplit(self.shop_origins[0]).hostname or ""

    @property
    def erased_after(self) -> int:
        """Days that somebody who wants to be erased may think it over: by default none at first.

        In production it is two weeks.
        """
        default = 0 if self.development else 14
        return default if self.erasure_days is None else self.erasure_days

    @property
    def reached_at(self) -> str:
        """Where the outside world reaches this program, without a closing slash."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def enabled_plugins(self) -> tuple[str, ...]:
        """The named plugins, or ours; in production without the simulator of payments.

        The simulator gives goods away, so there it must be asked for by name.
        """
        if self.plugins is not None:
            return self.plugins
        ours = ("payments-cod", "shipping-rates", "tax-table")
        return ("payments-simulator", *ours) if self.development else ours

    def shown(self, choice: bool | None) -> bool:
        """A switch that is on in development unless it was set."""
        return self.development if choice is None else choice


class WrongSettings(Exception):
    """The environment has a value that cannot be; the text is one line for the operator."""


def load_settings(**given: object) -> Settings:
    """Read the environment.

    Raises:
        WrongSettings: naming the variable and what is wrong with it.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]  # names and types are pydantic's to check
    except ValidationError as error:
        first = error.errors()[0]
        text = _FORMS.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise WrongSettings(f"{first['loc'][0]}: {text}") from None
    except SettingsError as error:
        field = str(error).split('"')[1]
        name = Settings.model_fields[field].validation_alias
        raise WrongSettings(f"{name}: this is not JSON") from None
