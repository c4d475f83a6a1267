"""Parameters into PostgreSQL's binary form and rows out of it, chosen once per statement."""

import marshal
import struct
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.rows import _make_nt

Dump = Callable[[Any], bytes]

_BOOLS = {True: b"\x01", False: b"\x00"}
_LENGTH = struct.Struct("!i").pack
_ARRAY = struct.Struct("!iiIii").pack
_NULL = _LENGTH(-1)
_BYTEA = psycopg.postgres.types["bytea"].oid
_WITHOUT_REFERENCES = 2  # the version of the format in which equal things look the same
# What a value that is not of the expected Python type makes the quick way raise.
_UNFIT = (AttributeError, KeyError, TypeError, struct.error, OverflowError)


def _uuid(value: Any) -> bytes:
    return value.int.to_bytes(16, "big")  # type: ignore[no-any-return]  # any UUID; else it raises


def _text(value: Any) -> bytes:
    return value.encode()  # type: ignore[no-any-return]  # any string; else it raises


def _uuids(oid: int, values: Any) -> bytes:
    if type(values) is not list:
        raise TypeError
    if not values:
        return _ARRAY(0, 0, oid, 0, 1)[:12]
    size = _LENGTH(16)
    body = size + size.join([value.int.to_bytes(16, "big") for value in values])
    return _ARRAY(1, 0, oid, len(values), 1) + body


def _array(oid: int, dump: Dump, values: Any) -> bytes:
    if type(values) is not list:
        raise TypeError
    if not values:
        return _ARRAY(0, 0, oid, 0, 1)[:12]
    parts = [_ARRAY(1, int(None in values), oid, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            data = dump(value)
            parts += (_LENGTH(len(data)), data)
    return b"".join(parts)


def _dumpers() -> dict[int, Dump]:
    kinds: dict[str, Dump] = {
        "bool": _BOOLS.__getitem__,
        "int2": struct.Struct("!h").pack,
        "int4": struct.Struct("!i").pack,
        "int8": struct.Struct("!q").pack,
        "text": _text,
        "varchar": _text,
        "uuid": _uuid,
    }
    found: dict[int, Dump] = {}
    for name, dump in kinds.items():
        info = psycopg.postgres.types[name]
        found[info.oid] = dump
        arrays = partial(_uuids, info.oid) if name == "uuid" else partial(_array, info.oid, dump)
        found[info.array_oid] = arrays
    return found


_DUMPERS = _dumpers()


class Parameters:
    """Writes the parameters of one statement in the types the server has told us."""

    __slots__ = ("_dumps", "_formats", "_plain")

    def __init__(self, described: pq.abc.PGresult, connection: Any) -> None:
        oids = [described.param_type(at) for at in range(described.nparams)]
        self._dumps = [_DUMPERS.get(oid) for oid in oids]
        self._formats = [pq.Format.BINARY if dump else pq.Format.TEXT for dump in self._dumps]
        self._plain = Transformer(connection)

    def dump(self, values: Sequence[Any]) -> tuple[list[Any] | None, list[pq.Format] | None]:
        """The values as bytes, each with its format.

        Raises:
            psycopg.ProgrammingError: a value is of a type PostgreSQL has no form for.
        """
        if not values:
            return None, None
        try:
            return [
                None if value is None else dump(value)  # type: ignore[misc]  # None is a TypeError
                for dump, value in zip(self._dumps, values, strict=True)
            ], self._formats
        except _UNFIT:
            return self._dump_each(values)

    def _dump_each(self, values: Sequence[Any]) -> tuple[list[Any], list[pq.Format]]:
        """As text whatever has no quick form: the server reads it as the type it expects."""
        data: list[Any] = []
        formats = list(self._formats)
        for at, (dump, value) in enumerate(zip(self._dumps, values, strict=True)):
            try:
                data.append(None if value is None else dump(value))  # type: ignore[misc]  # as above
            except _UNFIT:
                data.append(self._written(value))
                formats[at] = pq.Format.TEXT
        return data, formats

    def _written(self, value: Any) -> Any:
        plain = str(value) if isinstance(value, UUID) else value
        return self._plain.get_dumper(plain, PyFormat.TEXT).dump(plain)


class Rows:
    """Reads the rows of one statement: the class of a row and the loaders are found once."""

    __slots__ = ("_bytes", "_make", "_values")

    def __init__(self, described: pq.abc.PGresult, connection: Any) -> None:
        columns = range(described.nfields)
        names = [described.fname(at) or b"" for at in columns]
        self._make: Any = partial(tuple.__new__, _make_nt("utf-8", *names))
        self._values = _loaders([described.ftype(at) for at in columns], connection)
        self._bytes = _loaders([_BYTEA] * described.nfields, connection)

    def load(self, result: pq.abc.PGresult) -> list[Any]:
        """Every row of a result."""
        self._values.set_pgresult(result, set_loaders=False)
        rows: list[Any] = self._values.load_rows(0, result.ntuples, self._make)
        return rows

    def mark(self, result: pq.abc.PGresult) -> bytes:
        """What two results have in common if, and only if, their rows are the same."""
        self._bytes.set_pgresult(result, set_loaders=False)
        rows = self._bytes.load_rows(0, result.ntuples, tuple)
        return sha256(marshal.dumps(rows, _WITHOUT_REFERENCES)).digest()


def _loaders(types: list[int], connection: Any) -> Any:
    made = Transformer(connection)
    made.set_loader_types(types, pq.Format.BINARY)
    return made


class Result:
    """What came of a question: rows as the server wrote them, read when they are wanted."""

    __slots__ = ("_result", "_rows")

    def __init__(self, rows: Rows, result: pq.abc.PGresult) -> None:
        self._rows = rows
        self._result = result

    def rows(self) -> list[Any]:
        """The rows as named tuples.

        Raises:
            psycopg.DataError: a value is beyond what Python can hold.
        """
        return self._rows.load(self._result)

    def mark(self) -> bytes | None:
        """What the same rows would have as well; None when nothing tells."""
        return self._rows.mark(self._result)


class Loaded(Result):
    """Rows that were read already, so that their marks are lost."""

    __slots__ = ("_loaded",)

    def __init__(self, rows: list[Any]) -> None:
        self._loaded = rows

    def rows(self) -> list[Any]:
        return self._loaded

    def mark(self) -> bytes | None:
        return None
