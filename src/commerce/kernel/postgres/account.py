"""The system account that runs the server, and child processes started as that account."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

from commerce.kernel.postgres.errors import PostgresUnavailable

SERVER_ACCOUNTS = ("postgres", "nobody")
"""Accounts tried in turn when we are root: PostgreSQL refuses to run as root."""


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that make a child run as another account."""

    user: int
    group: int
    extra_groups: Sequence[int]


@dataclass(frozen=True)
class Account:
    """Who the server runs as; `None` ids mean: as ourselves."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_cluster(cls, pgdata: Path) -> Self:
        """The owner of an existing cluster, or the account a new one should get.

        Raises:
            PostgresUnavailable: we are root and there is no account to step down to.
        """
        if os.geteuid() != 0:
            return cls()
        owner = pgdata.stat() if pgdata.exists() else None
        if owner is not None and owner.st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        for name in SERVER_ACCOUNTS:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise PostgresUnavailable(
            "PostgreSQL does not run as root and there is no account "
            f"{' or '.join(SERVER_ACCOUNTS)} to run it as: start as an ordinary user"
        )

    @property
    def is_other(self) -> bool:
        """Whether the server runs as somebody else than this process."""
        return self.uid is not None

    @property
    def identity(self) -> Identity:
        """The `subprocess` arguments for a child that runs as this account."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or folder that we have just created to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the folder, or execute the file, at `path`."""
        return run(["test", "-x", path], account=self).returncode == 0


def clean_environment() -> dict[str, str]:
    """The environment for a server program: the user's PG* and locale settings left out."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG"))
    }
    # English messages, because the start decides by their words whether to try again.
    return kept | {"LC_ALL": "C"}


def run(
    command: Sequence[str | Path], *, account: Account | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short program to its end, from `/`, without the user's PG* variables."""
    return subprocess.run(
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=clean_environment(),
        **(account.identity if account else {}),
    )
