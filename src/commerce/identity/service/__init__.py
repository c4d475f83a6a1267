"""Use cases of identity."""

from commerce.identity.hashing import hash_password
from commerce.identity.service.api_keys import create_key, note_use, revoke_key, rotate_key
from commerce.identity.service.attempts import forget_old
from commerce.identity.service.authenticators import confirm as confirm_totp
from commerce.identity.service.bearer import caller_of
from commerce.identity.service.challenges import check, issue, resend, use
from commerce.identity.service.codes import request_code, sign_in_by_code, verify_contact
from commerce.identity.service.contacts import change_email, request_email_change
from commerce.identity.service.finding import owners_of_addresses, proven_addresses
from commerce.identity.service.grants import actor_now, change, grant, revoke, role_id
from commerce.identity.service.impersonation import impersonate
from commerce.identity.service.invitations import (
    accept,
    invite,
    invite_staff,
    resend_invitation,
    revoke_invitation,
)
from commerce.identity.service.keys import jwks, published, rotate
from commerce.identity.service.leaving import (
    check_code,
    check_password,
    close_account,
    reached,
    request_erase_code,
    signed_in_since,
)
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
from commerce.identity.service.registration import confirm, open_account, register
from commerce.identity.service.roles import create_role, delete_role, update_role
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
from commerce.identity.service.staff import update_staff
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
    "accept",
    "actor_now",
    "actor_of",
    "add_passkey",
    "admit",
    "ask_for_passkey",
    "caller_of",
    "change",
    "change_email",
    "change_password",
    "check",
    "check_code",
    "check_coming_back",
    "check_own",
    "check_password",
    "close_account",
    "confirm",
    "confirm_totp",
    "create_key",
    "create_role",
    "create_token",
    "delete_role",
    "disable_factor",
    "end_every_session",
    "end_session",
    "end_sessions",
    "enroll_contact",
    "enroll_totp",
    "forget_old",
    "grant",
    "hash_of",
    "hash_password",
    "impersonate",
    "invite",
    "invite_staff",
    "issue",
    "jwks",
    "link",
    "new_secret",
    "note_use",
    "offer_passkey",
    "open_account",
    "open_session",
    "owners_of_addresses",
    "prove",
    "proven_addresses",
    "provider_of",
    "published",
    "reached",
    "refresh",
    "register",
    "remove_passkey",
    "renew_codes",
    "request_code",
    "request_email_change",
    "request_erase_code",
    "request_reset",
    "resend",
    "resend_invitation",
    "reset_password",
    "revoke",
    "revoke_all",
    "revoke_invitation",
    "revoke_key",
    "revoke_token",
    "role_id",
    "rotate",
    "rotate_key",
    "send_away",
    "send_factor_code",
    "sign_in",
    "sign_in_by_code",
    "sign_in_by_factor",
    "sign_in_by_passkey",
    "sign_in_by_provider",
    "signed_in_since",
    "tokens",
    "told",
    "told_of_account",
    "told_of_change",
    "unlink",
    "update_account",
    "update_role",
    "update_staff",
    "use",
    "verify_contact",
]
