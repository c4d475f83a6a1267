"""Keeps the demo tokens, so that every start can show them: a file only its owner reads."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import structlog

from commerce.demo.types import DemoTokens
from commerce.kernel.postgres import default_data_dir
from commerce.kernel.postgres.folders import create_folder
from commerce.kernel.settings import Settings

FILE = "demo-tokens.json"
_log = structlog.get_logger(__name__)


def place(settings: Settings) -> Path:
    """Where the tokens are kept."""
    return (settings.data_dir or default_data_dir()) / FILE


def keep(path: Path, tokens: DemoTokens) -> None:
    """Write the tokens; where that is not possible they are shown this once only."""
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        create_folder(path.parent, shared=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(asdict(tokens), stream)
        draft.replace(path)
    except OSError as error:
        _log.warning("demo_tokens_not_kept", path=str(path), reason=error.strerror)


def kept(path: Path) -> DemoTokens | None:
    """The tokens written earlier, None when there are none to read."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return DemoTokens(admin=str(found["admin"]), seller=str(found["seller"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
