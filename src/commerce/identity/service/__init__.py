"""Use cases of identity."""

from commerce.identity.service.attempts import forget_old
from commerce.identity.service.authenticators import confirm as confirm_totp
from commerce.identity.service.bearer import caller_of
from commerce.identity.service.challenges import check, issue, resend, use
from commerce.identity.service.codes import request_code, sign_in_by_code, verify_contact
from commerce.identity.service.contacts import change_email, request_email_change
from commerce.identity.service.keys import jwks, published, rotate
from commerce.identity.service.links import (
    check_coming_back,
    link,
    provider_of,
    send_away,
    sign_in_by_provider,
    unlink,
)
from commerce.identity.service.passkeys import (
    add_passkey,
    ask_for_passkey,
    offer_passkey,
    remove_passkey,
    sign_in_by_passkey,
)
from commerce.identity.service.passwords import (
    change_password,
    check_own,
    request_reset,
    reset_password,
)
from commerce.identity.service.profile import update_account
from commerce.identity.service.proving import prove
from commerce.identity.service.registration import confirm, register
from commerce.identity.service.second_factors import (
    disable_factor,
    enroll_contact,
    enroll_totp,
    renew_codes,
    send_factor_code,
    sign_in_by_factor,
)
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
    "add_passkey",
    "admit",
    "ask_for_passkey",
    "caller_of",
    "change_email",
    "change_password",
    "check",
    "check_coming_back",
    "check_own",
    "confirm",
    "confirm_totp",
    "create_token",
    "disable_factor",
    "end_every_session",
    "end_session",
    "end_sessions",
    "enroll_contact",
    "enroll_totp",
    "forget_old",
    "hash_of",
    "issue",
    "jwks",
    "link",
    "new_secret",
    "offer_passkey",
    "open_session",
    "prove",
    "provider_of",
    "published",
    "refresh",
    "register",
    "remove_passkey",
    "renew_codes",
    "request_code",
    "request_email_change",
    "request_reset",
    "resend",
    "reset_password",
    "revoke_all",
    "revoke_token",
    "rotate",
    "send_away",
    "send_factor_code",
    "sign_in",
    "sign_in_by_code",
    "sign_in_by_factor",
    "sign_in_by_passkey",
    "sign_in_by_provider",
    "tokens",
    "told",
    "told_of_account",
    "told_of_change",
    "unlink",
    "update_account",
    "use",
    "verify_contact",
]
