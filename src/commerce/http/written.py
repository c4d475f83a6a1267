"""What a viewer has written, carried from answer to request: in a header, or a browser's cookie."""

from starlette.requests import Request
from starlette.responses import Response

from commerce.kernel.reads import Viewer, read_written, viewer, written_form

NAME = "x-commerce-written"
# A replica further behind than this is left out anyway.
_KEPT_SECONDS = 60


def recognise_viewer(request: Request) -> None:
    """Read back how far the caller has written; the reads of this request heed it."""
    told = request.headers.get(NAME) or request.cookies.get(NAME)
    viewer.set(Viewer(read_written(told)))


def tell_written(response: Response, *, https: bool) -> None:
    """Tell the caller how far this request has written, if it has."""
    who = viewer.get()
    if who is None or not who.wrote:
        return
    text = written_form(who.position)
    response.headers[NAME] = text
    response.set_cookie(NAME, text, max_age=_KEPT_SECONDS, httponly=True, secure=https)
