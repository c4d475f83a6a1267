"""Structured logs: the request id on every line, secrets and personal data never."""

import atexit
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from commerce.kernel.lines import Lines

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_SECRET = re.compile(
    r"authori[sz]ation|token|password|passwd|secret|cookie|api_?key|credential|dsn|pan$|cvc|otp",
    re.IGNORECASE,
)
_PHONE = re.compile(r"phone|msisdn", re.IGNORECASE)
_EMAIL = re.compile(r"e_?mail", re.IGNORECASE)
_IN_TEXT = (
    # What the database adds to an error quotes rows and parameters.
    (re.compile(r"(?s)\b(DETAIL|CONTEXT):.*?(?=\n\n|\n\[SQL|\Z)"), r"\1: [redacted]"),
    (re.compile(r"(?s)(\bKey \([^)]*\))=\(.*\)"), r"\1=([redacted])"),
    (re.compile(r"(?s)\bFailing row contains \(.*\)"), "Failing row contains ([redacted])"),
    (re.compile(r"(invalid input (?:syntax|value) for [\w ]+): \".*\""), r'\1: "[redacted]"'),
    (re.compile(r"\bs1\.[0-9a-f]{8}\.[\w+/=]+"), "[sealed]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 [redacted]"),
    # A secret of ours wherever it turns up: a prefix and 256 bits in base 64.
    (re.compile(r"\b([a-z]{2,8}_)[\w-]{43}(?![\w-])"), r"\1[redacted]"),
    (re.compile(r"(://[^/\s:@]*):[^@\s/]+@"), r"\1:[redacted]@"),
    (re.compile(r"\b([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)"), r"\1***@\2"),
    (re.compile(r"\+(\d{3})(?:[ ()-]{0,2}\d){4,10}[ ()-]{0,2}(\d[ -]?\d)\b"), r"+\1*****\2"),
    (re.compile(r"\b\d{16,19}\b"), "[number]"),
)
_DEPTH = 6
# Names of columns by class, without underscores; see `protect`.
_of_class: dict[str, str] = {}
_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
_root = logging.getLogger()
_log = structlog.get_logger(__name__)


class Output(logging.StreamHandler[Lines]):
    """Where log lines go; those of requests take a short way that gathers them."""

    def __init__(self, *, json: bool, least: int) -> None:
        super().__init__(Lines(sys.stdout))
        self._json = json
        self._heard = least <= logging.INFO

    def request(self, fields: dict[str, Any]) -> None:
        """Write the line of a request whose fields are safe already."""
        if not self._heard:
            return
        if self._json:
            now = datetime.now(UTC)
            line = {"event": "request", **fields, "level": "info", "timestamp": now}
            self.stream.gather(orjson.dumps(line, option=_LINE).decode())
        else:
            pairs = " ".join(f"{key}={value}" for key, value in fields.items())
            time = datetime.now().strftime("%H:%M:%S")
            self.stream.gather(f"{time} [info] request {pairs}\n")


def request_served(name: str, fields: dict[str, Any], *, ours: bool) -> None:
    """Write one line about one request; every text in `fields` is made safe.

    `name` is the id of the request; `ours` says that we chose it, so that it cannot hide anything.
    """
    handler = _root.handlers[0] if _root.handlers else None
    if not isinstance(handler, Output):
        _log.info("request", **fields)
        return
    for key, value in fields.items():
        if type(value) is str:
            fields[key] = _safe(value)
    fields["request_id"] = name if ours else _safe(name)
    handler.request(fields)


def protect(*, personal: Iterable[str], secret: Iterable[str]) -> None:
    """Never write what stands under the names of these columns, however their words are joined."""
    _of_class.update(dict.fromkeys(map(_bare, personal), "[personal]"))
    _of_class.update(dict.fromkeys(map(_bare, secret), "[redacted]"))


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def flush() -> None:
    """Write the lines that still wait; the last thing before a process ends."""
    for handler in _root.handlers:
        handler.flush()


@lru_cache(1024)
def _safe(text: str) -> str:
    return str(redacted("", text))


def set_up(*, json: bool, level: str = "info") -> None:
    """Send every log line of the process to standard output, as JSON or for a person.

    `level` is the name of the least level that is written, as in `Settings.log_level`.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if json else "%H:%M:%S", utc=json),
        add_request_id,
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    render: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(), pad_event_to=0, pad_level=False, sort_keys=False
        )
    )
    handler = Output(json=json, least=least)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(() if json else (drop_empty_id,)),
                render,
            ],
        )
    )
    _root.handlers[:] = [handler]
    _root.setLevel(least)
    atexit.register(handler.stream.flush_quietly)


def add_request_id(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Name the request a line belongs to."""
    event.setdefault("request_id", request_id.get())
    return event


def drop_empty_id(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Leave the request id out where a line belongs to no request."""
    if event.get("request_id") == "-":
        del event["request_id"]
    return event


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Blank out what looks like a secret and mask what names a person, at any depth."""
    for key in list(event):
        if not key.startswith("_"):
            event[key] = redacted(key, event[key])
    return event


def redacted(key: str, value: Any, depth: int = 0) -> Any:
    """One value, safe to write under this key."""
    hidden = _hidden(key, value)
    if hidden is not None:
        return hidden
    if isinstance(value, Mapping) and depth < _DEPTH:
        return {each: redacted(str(each), value[each], depth + 1) for each in value}
    if isinstance(value, (list, tuple, set, frozenset)) and depth < _DEPTH:
        return [redacted(key, each, depth + 1) for each in value]
    if not isinstance(value, str):
        return value
    if _PHONE.search(key):
        return _masked(value, head=4, tail=2)
    if _EMAIL.search(key) and "@" not in value:
        return _masked(value, head=1, tail=0)
    for pattern, safe in _IN_TEXT:
        value = pattern.sub(safe, value)
    return value


def _hidden(key: str, value: Any) -> str | None:
    """What stands in place of a value whose key alone says that it is not to be seen."""
    if value is None or isinstance(value, (bool, int, float)):
        return None
    if _SECRET.search(key):
        return "[redacted]"
    if isinstance(value, str) and (_PHONE.search(key) or _EMAIL.search(key)):
        return None
    return _of_class.get(_bare(key)) if value else None


def _masked(value: str, *, head: int, tail: int) -> str:
    if len(value) <= head + tail:
        return "***"
    return value[:head] + "***" + value[len(value) - tail :]
