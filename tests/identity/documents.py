"""Documents of accounts."""

ERRORS = "errors { __typename ... on UserError { code message path } }"
OPENED = (
    "session { id accessToken expiresAt refreshToken refreshExpiresAt csrfToken"
    " account { id email phone } }"
)
SIGN_IN = f"""mutation ($input: SessionCreateInput!) {{
  sessionCreate(input: $input) {{ {OPENED} challenge {{ id factors }} {ERRORS} }} }}"""
REFRESH = f"""mutation ($input: SessionRefreshInput!) {{
  sessionRefresh(input: $input) {{ {OPENED} {ERRORS} }} }}"""
REVOKE = f"""mutation ($input: SessionRevokeInput!) {{
  sessionRevoke(input: $input) {{ revoked {ERRORS} }} }}"""
REVOKE_ALL = f"""mutation ($input: SessionsRevokeAllInput!) {{
  sessionsRevokeAll(input: $input) {{ revoked {ERRORS} }} }}"""
ME = """{ me { id state name email emailVerifiedAt phone hasPassword language currency
  preferences { marketingEmail marketingSms } sessions { id device address current proofs } } }"""
CHALLENGE = "challenge { id expiresAt }"
REGISTER = f"""mutation ($input: AccountRegisterInput!) {{
  accountRegister(input: $input) {{ {CHALLENGE} {ERRORS} }} }}"""
CONFIRM = f"""mutation ($input: AccountConfirmInput!) {{
  accountConfirm(input: $input) {{ account {{ id state name email phone }} {ERRORS} }} }}"""
RESEND = f"""mutation ($input: ChallengeResendInput!) {{
  challengeResend(input: $input) {{ {CHALLENGE} {ERRORS} }} }}"""
OTP_REQUEST = f"""mutation ($input: OtpRequestInput!) {{
  otpRequest(input: $input) {{ {CHALLENGE} {ERRORS} }} }}"""
OTP_VERIFY = f"""mutation ($input: OtpVerifyInput!) {{
  otpVerify(input: $input) {{ {OPENED} challenge {{ id factors }}
  account {{ id phone phoneVerifiedAt }} {ERRORS} }} }}"""
RESET_REQUEST = f"""mutation ($input: PasswordResetRequestInput!) {{
  passwordResetRequest(input: $input) {{ {CHALLENGE} {ERRORS} }} }}"""
RESET = f"""mutation ($input: PasswordResetInput!) {{
  passwordReset(input: $input) {{ done {ERRORS} }} }}"""
PASSWORD = f"""mutation ($input: PasswordChangeInput!) {{
  passwordChange(input: $input) {{ account {{ id }} {ERRORS} }} }}"""
EMAIL_REQUEST = f"""mutation ($input: AccountEmailChangeRequestInput!) {{
  accountEmailChangeRequest(input: $input) {{ {CHALLENGE} {ERRORS} }} }}"""
EMAIL_CONFIRM = f"""mutation ($input: AccountEmailChangeConfirmInput!) {{
  accountEmailChangeConfirm(input: $input) {{ account {{ id email }} {ERRORS} }} }}"""
UPDATE = f"""mutation ($input: AccountUpdateInput!) {{
  accountUpdate(input: $input) {{ account {{ version name language currency
    preferences {{ marketingEmail marketingSms }} }} {ERRORS} }} }}"""
FACTORS = "{ me { secondFactors { kind left } } }"
TOTP_ENROLL = f"""mutation ($input: MfaTotpEnrollInput!) {{
  mfaTotpEnroll(input: $input) {{ secret uri {ERRORS} }} }}"""
TOTP_CONFIRM = f"""mutation ($input: MfaTotpConfirmInput!) {{
  mfaTotpConfirm(input: $input) {{ recoveryCodes {ERRORS} }} }}"""
CONTACT_ENROLL = f"""mutation ($input: MfaContactEnrollInput!) {{
  mfaContactEnroll(input: $input) {{ recoveryCodes {ERRORS} }} }}"""
DISABLE = f"""mutation ($input: MfaDisableInput!) {{
  mfaDisable(input: $input) {{ disabled {ERRORS} }} }}"""
RENEW_CODES = f"""mutation ($input: MfaRecoveryCodesRegenerateInput!) {{
  mfaRecoveryCodesRegenerate(input: $input) {{ recoveryCodes {ERRORS} }} }}"""
CODE_SEND = f"""mutation ($input: MfaCodeRequestInput!) {{
  mfaCodeRequest(input: $input) {{ {CHALLENGE} {ERRORS} }} }}"""
PASSKEYS = "{ me { passkeys { id name backedUp createdAt lastUsedAt } } }"
PASSKEY_CHALLENGE = "challenge { id expiresAt options }"
PASSKEY_OPTIONS = f"""mutation ($input: PasskeyRegisterOptionsInput!) {{
  passkeyRegisterOptions(input: $input) {{ {PASSKEY_CHALLENGE} {ERRORS} }} }}"""
PASSKEY_REGISTER = f"""mutation ($input: PasskeyRegisterInput!) {{
  passkeyRegister(input: $input) {{ passkey {{ id name }} {ERRORS} }} }}"""
PASSKEY_LOGIN_OPTIONS = f"""mutation ($input: PasskeyLoginOptionsInput!) {{
  passkeyLoginOptions(input: $input) {{ {PASSKEY_CHALLENGE} {ERRORS} }} }}"""
PASSKEY_LOGIN = f"""mutation ($input: PasskeyLoginInput!) {{
  passkeyLogin(input: $input) {{ {OPENED} {ERRORS} }} }}"""
PASSKEY_DELETE = f"""mutation ($input: PasskeyDeleteInput!) {{
  passkeyDelete(input: $input) {{ deleted {ERRORS} }} }}"""
LINKS = "{ me { links { id provider email createdAt lastUsedAt } } }"
OAUTH_PROVIDERS = "{ oauthProviders { name title } }"
OAUTH_START = f"""mutation ($input: OauthStartInput!) {{
  oauthStart(input: $input) {{ authorizationUrl key expiresAt {ERRORS} }} }}"""
OAUTH_COMPLETE = f"""mutation ($input: OauthCompleteInput!) {{
  oauthComplete(input: $input) {{ {OPENED} challenge {{ id factors }}
  account {{ id email }} {ERRORS} }} }}"""
OAUTH_UNLINK = f"""mutation ($input: OauthLinkRemoveInput!) {{
  oauthLinkRemove(input: $input) {{ removed {ERRORS} }} }}"""
