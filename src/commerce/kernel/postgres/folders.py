"""Where the data lives, and how its folder is made without touching anybody else's."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from commerce.kernel.postgres.account import Account

SYSTEM_STATE = Path("/var/lib/commerce")
"""For root only: data and programs that the server account could not reach where they are."""


def default_data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The data folder of this user when the settings name none.

    `XDG_DATA_HOME` counts only when it is absolute, as its specification asks.
    """
    base = environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "ultramarket"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "ultramarket"
    return Path.home() / ".local" / "share" / "ultramarket"


def reachable_data_dir(wanted: Path, account: Account) -> Path:
    """The wanted folder, or a stand-in under `SYSTEM_STATE` when the account cannot enter it.

    Root's home is closed to the server account, and opening it up is not ours to do.
    """
    if not account.is_other:
        return wanted
    nearest = next(path for path in (wanted, *wanted.parents) if path.exists())
    if not nearest.is_dir() or account.reaches(nearest):
        return wanted
    return SYSTEM_STATE / f"data-{fingerprint(str(wanted))}"


def fingerprint(text: str) -> str:
    """Ten characters that tell one text from another in the name of a folder."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def create_folder(path: Path, *, shared: bool) -> None:
    """Create a folder and its missing parents; leave every existing folder as it is.

    The new part is built aside and moved into place whole, so that a process racing
    with us never meets a folder whose rights are not set yet.

    Args:
        shared: other accounts may pass through (the server runs as another account).
    """
    while not path.is_dir():
        if path.exists():
            raise NotADirectoryError(f"{path} is not a folder")
        missing = [p for p in (path, *path.parents) if not p.exists()]
        top = missing[-1]
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=top.parent))
        bottom = draft / path.relative_to(top)
        bottom.mkdir(parents=True, exist_ok=True)
        if shared:
            for folder in (bottom, *bottom.parents[: len(missing) - 1]):
                folder.chmod(0o755)
        move_into_place(draft, top)


def move_into_place(draft: Path, final: Path) -> None:
    """Rename a finished folder to its final name; drop it when another process was first."""
    try:
        draft.rename(final)
    except OSError:
        shutil.rmtree(draft)
        if not final.exists():
            raise
