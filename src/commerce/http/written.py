"""What a viewer has written, carried from answer to request: in a header, or a browser's cookie."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from commerce.http.replies import Reply
from commerce.kernel.reads import Viewer, read_written, viewer, written_form

NAME = "x-commerce-written"
_HEADER = NAME.encode()
# A replica further behind than this is left out anyway.
_KEPT_SECONDS = 60


def recognise_viewer(headers: Mapping[bytes, bytes]) -> None:
    """Read back how far the caller has written; the reads of this request heed it."""
    told = headers.get(_HEADER)
    text = told.decode("latin-1") if told else _in_cookie(headers.get(b"cookie"))
    viewer.set(Viewer(read_written(text)))


def _in_cookie(header: bytes | None) -> str | None:
    if header is None or _HEADER not in header:
        return None
    try:
        found = SimpleCookie(header.decode("latin-1")).get(NAME)
    except CookieError:
        return None
    return None if found is None else found.value


def tell_written(reply: Reply, *, https: bool) -> None:
    """Tell the caller how far this request has written, if it has."""
    who = viewer.get()
    if who is None or not who.wrote:
        return
    text = written_form(who.position).encode()
    cookie = b"%s=%s; HttpOnly; Max-Age=%d; Path=/; SameSite=lax" % (_HEADER, text, _KEPT_SECONDS)
    secure = b"; Secure" if https else b""
    reply.headers = [*reply.headers, (_HEADER, text), (b"set-cookie", cookie + secure)]
