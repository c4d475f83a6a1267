"""Documents of accounts."""

ERRORS = (
    "errors { __typename ... on UserError { code message path }"
    " ... on TooManyAttemptsError { retryAfter } ... on WeakPasswordError { rule } }"
)
ERRORS_PLAIN = "errors { __typename ... on UserError { code message path } }"
OPENED = (
    "session { id accessToken expiresAt refreshToken refreshExpiresAt csrfToken"
    " account { id email phone } }"
)
SIGN_IN = f"""mutation ($input: SessionCreateInput!) {{
  sessionCreate(input: $input) {{ {OPENED} challenge {{ id factors }} {ERRORS_PLAIN} }} }}"""
REFRESH = f"""mutation ($input: SessionRefreshInput!) {{
  sessionRefresh(input: $input) {{ {OPENED} {ERRORS_PLAIN} }} }}"""
REVOKE = f"""mutation ($input: SessionRevokeInput!) {{
  sessionRevoke(input: $input) {{ revoked {ERRORS_PLAIN} }} }}"""
REVOKE_ALL = f"""mutation ($input: SessionsRevokeAllInput!) {{
  sessionsRevokeAll(input: $input) {{ revoked {ERRORS_PLAIN} }} }}"""
ME = """{ me { id state name email emailVerifiedAt phone hasPassword language currency
  preferences { marketingEmail marketingSms } sessions { id device address current proofs } } }"""
