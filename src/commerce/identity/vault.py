"""What only the holder of the master key can make or open: sealed values, indexes, secrets.

Everything else of identity reaches for the master key through these few functions.
"""

import hmac
import os
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commerce.kernel.postgres import default_data_dir
from commerce.kernel.postgres.folders import create_folder
from commerce.kernel.settings import Settings, WrongSettings

_FILE = "master-key"
_NONCE = 12
_SIZE = 32
_master: list[bytes] = []


def open_vault(settings: Settings) -> None:
    """Take the master key of the settings; in development one is made once and kept in a file.

    Raises:
        WrongSettings: production without a master key.
    """
    if settings.master_key is not None:
        use(sha256(settings.master_key.get_secret_value().encode()).digest())
    elif settings.development:
        use(_kept((settings.data_dir or default_data_dir()) / _FILE))
    else:
        raise WrongSettings("COMMERCE_MASTER_KEY: production needs one")


def use(master: bytes) -> None:
    """Take this master key."""
    _master[:] = [master]
    _key.cache_clear()


def _kept(path: Path) -> bytes:
    create_folder(path.parent, shared=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(os.urandom(_SIZE))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


@lru_cache
def _key(purpose: str) -> bytes:
    return hmac.digest(_master[0], purpose.encode(), "sha256")


def derived(purpose: str, value: bytes) -> bytes:
    """32 bytes that nobody else can tell, the same for the same purpose and value."""
    return hmac.digest(_key(purpose), value, "sha256")


def index_of(value: str) -> str:
    """The key under which a sealed value is found again."""
    return derived("index", value.encode(errors="surrogatepass")).hex()


def seal(value: bytes, about: str) -> str:
    """A value that opens only together with what it is about."""
    nonce = os.urandom(_NONCE)
    return (nonce + AESGCM(_key("seal")).encrypt(nonce, value, about.encode())).hex()


def unseal(sealed: str, about: str) -> bytes:
    """What was sealed."""
    raw = bytes.fromhex(sealed)
    return AESGCM(_key("seal")).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
