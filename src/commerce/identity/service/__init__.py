"""Use cases of identity."""

from commerce.identity.service.attempts import forget_old
from commerce.identity.service.bearer import caller_of
from commerce.identity.service.challenges import check, issue, resend, use
from commerce.identity.service.codes import request_code, sign_in_by_code, verify_contact
from commerce.identity.service.contacts import change_email, request_email_change
from commerce.identity.service.keys import jwks, published, rotate
from commerce.identity.service.leaving import (
    check_code,
    check_password,
    close_account,
    reached,
    request_erase_code,
    signed_in_since,
)
from commerce.identity.service.passwords import (
    change_password,
    check_own,
    request_reset,
    reset_password,
)
from commerce.identity.service.profile import update_account
from commerce.identity.service.registration import confirm, register
from commerce.identity.service.sessions import (
    end_every_session,
    end_session,
    end_sessions,
    open_session,
    refresh,
)
from commerce.identity.service.sign_in import admit, sign_in
from commerce.identity.service.telling import told, told_of_account, told_of_change
from commerce.identity.service.tokens import (
    actor_of,
    create_token,
    hash_of,
    new_secret,
    revoke_all,
    revoke_token,
    tokens,
)

__all__ = [
    "actor_of",
    "admit",
    "caller_of",
    "change_email",
    "change_password",
    "check",
    "check_code",
    "check_own",
    "check_password",
    "close_account",
    "confirm",
    "create_token",
    "end_every_session",
    "end_session",
    "end_sessions",
    "forget_old",
    "hash_of",
    "issue",
    "jwks",
    "new_secret",
    "open_session",
    "published",
    "reached",
    "refresh",
    "register",
    "request_code",
    "request_email_change",
    "request_erase_code",
    "request_reset",
    "resend",
    "reset_password",
    "revoke_all",
    "revoke_token",
    "rotate",
    "sign_in",
    "sign_in_by_code",
    "signed_in_since",
    "tokens",
    "told",
    "told_of_account",
    "told_of_change",
    "update_account",
    "use",
    "verify_contact",
]
