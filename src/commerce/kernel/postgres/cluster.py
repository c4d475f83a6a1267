"""The files of one database cluster: made once, whole or not at all."""

import hashlib
import hmac
import os
import secrets
import shutil
import sys
import time
from pathlib import Path

from commerce.kernel.postgres.account import Account, run
from commerce.kernel.postgres.binaries import major_version
from commerce.kernel.postgres.errors import PostgresUnavailable

BUILTIN_LOCALE_SINCE = 17
"""From this major version on, text behaves the same on every system."""

SYSTEM_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


def ensure_cluster(root: Path, *, bindir: Path, account: Account) -> None:
    """Make the cluster under `root` if there is none, and check that the programs fit it.

    It is made under a temporary name: one that exists under its own name is complete.

    Raises:
        PostgresUnavailable: it could not be made, or belongs to another major version.
    """
    pgdata = root / "pg"
    major = major_version(bindir)
    if (pgdata / "PG_VERSION").exists():
        _check_version(pgdata, major=major)
        return
    if pgdata.exists():
        pgdata.rename(root / f"pg.incomplete-{time.time_ns()}")
    draft = root / "pg.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.own(draft)
    _write_password(root / "password", account)
    _initialise(draft, password=root / "password", bindir=bindir, account=account)
    draft.rename(pgdata)


def read_password(root: Path, login: str) -> str:
    """The password of a login; that of the superuser `postgres` is what the file says.

    Raises:
        PostgresUnavailable: the file is gone or not ours to read.
    """
    try:
        password = (root / "password").read_text().strip()
    except OSError as error:
        raise PostgresUnavailable(f"cannot read the database password: {error}") from error
    if login == "postgres":
        return password
    return hmac.new(password.encode(), login.encode(), hashlib.sha256).hexdigest()


def _check_version(pgdata: Path, *, major: int) -> None:
    made_by = (pgdata / "PG_VERSION").read_text().strip()
    if made_by != str(major):
        raise PostgresUnavailable(
            f"{pgdata} was made by PostgreSQL {made_by} and the programs found are of "
            f"PostgreSQL {major}: name the right ones in COMMERCE_PG_BINDIR"
        )


def _write_password(path: Path, account: Account) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
    account.own(path)


def _initialise(pgdata: Path, *, password: Path, bindir: Path, account: Account) -> None:
    command: list[str | Path] = [
        bindir / "initdb",
        "--pgdata",
        pgdata,
        "--username=postgres",
        "--encoding=UTF8",
        f"--locale={SYSTEM_LOCALE}",
        "--auth=scram-sha-256",
        f"--pwfile={password}",
        "--data-checksums",
        "--no-instructions",
    ]
    if major_version(bindir) >= BUILTIN_LOCALE_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    answer = run(command, account=account)
    if answer.returncode != 0:
        raise PostgresUnavailable(f"could not create {pgdata}: {answer.stderr.strip()}")
