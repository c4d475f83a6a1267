"""Sessions kept in cookies: which ones, and the token that proves a page of ours sent a request.

The browser sends cookies with requests that foreign pages cause. So a mutation by cookie needs
a header with a token that only our own pages can read.
"""

import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from commerce.identity.types import Opened
from commerce.kernel.clock import now
from commerce.kernel.cookies import Cookies
from commerce.kernel.sealing import secret_for

ACCESS = "commerce-session"
REFRESH = "commerce-refresh"
CSRF = "commerce-csrf"
CSRF_HEADER = "x-csrf-token"


def keep(cookies: Cookies, opened: Opened) -> str:
    """Let the browser keep a session; returns its CSRF token, which scripts may read."""
    seconds = max(0, int((opened.refresh_expires_at - now()).total_seconds()))
    csrf = csrf_token(opened.session_id)
    cookies.put(ACCESS, opened.access, seconds=seconds)
    cookies.put(REFRESH, opened.refresh, seconds=seconds)
    cookies.put(CSRF, csrf, seconds=seconds, readable=True)
    return csrf


def forget(cookies: Cookies) -> None:
    """Let the browser forget its session, if it keeps one."""
    for name in (ACCESS, REFRESH, CSRF):
        if cookies.get(name) is not None:
            cookies.drop(name)


def csrf_token(session_id: UUID) -> str:
    """The token of a session."""
    return urlsafe_b64encode(secret_for("csrf", session_id.bytes)).rstrip(b"=").decode()


def same_origin_proven(cookies: Cookies, header: str, session_id: UUID | None) -> bool:
    """Whether a request shows the token in its header that the browser has in its cookie.

    Where the session is known, the token must be its own.
    """
    kept = cookies.get(CSRF) or ""
    wanted = kept if session_id is None else csrf_token(session_id)
    return bool(wanted) and hmac.compare_digest(header.encode(), wanted.encode())
