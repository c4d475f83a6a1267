"""Documents of privacy."""

from tests.identity.documents import CHALLENGE, ERRORS

EXPORT = "{ id requestedAt readyAt expiresAt url }"
EXPORT_REQUEST = f"mutation {{ accountExportRequest(input: {{}}) {{ export {EXPORT} {ERRORS} }} }}"
EXPORTS = f"{{ me {{ exports {EXPORT} }} }}"
ERASE_REQUEST = f"mutation {{ accountEraseRequest(input: {{}}) {{ {CHALLENGE} {ERRORS} }} }}"
DELETE = f"""mutation ($input: AccountDeleteInput!) {{
  accountDelete(input: $input) {{ erasure {{ requestedAt dueAt erased purchasesKept }}
    {ERRORS} }} }}"""
