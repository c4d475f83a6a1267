"""Documents of roles, staff, keys and members."""

from tests.identity.documents import ERRORS

ROLE = "role { id version name kind builtIn permissions refundLimits { amount currency } }"
GRANT = "grant { id role { id name } seller { id } channel { id } }"
MISSING = "... on BeyondReachError { missing }"
FAULTS = f"errors {{ __typename ... on UserError {{ code message path }} {MISSING} }}"
ROLES = "{ roles(first: 50) { nodes { id name kind builtIn permissions } } }"
ROLE_CREATE = f"""mutation ($input: RoleCreateInput!) {{
  roleCreate(input: $input) {{ {ROLE} {FAULTS} }} }}"""
ROLE_UPDATE = f"""mutation ($input: RoleUpdateInput!) {{
  roleUpdate(input: $input) {{ {ROLE} {FAULTS} }} }}"""
ROLE_DELETE = f"""mutation ($input: RoleDeleteInput!) {{
  roleDelete(input: $input) {{ deletedId {ERRORS} }} }}"""
ROLE_GRANT = f"""mutation ($input: RoleGrantInput!) {{
  roleGrant(input: $input) {{ {GRANT} {FAULTS} }} }}"""
ROLE_REVOKE = f"""mutation ($input: RoleRevokeInput!) {{
  roleRevoke(input: $input) {{ revokedId {FAULTS} }} }}"""
MINE = """{ me { id permissions impersonatedBy
  grants { id role { name permissions } seller { slug } channel { slug } } } }"""
STAFF = "{ staff(first: 50) { nodes { id name email state grants { role { name } } } } }"
STAFF_UPDATE = f"""mutation ($input: StaffUpdateInput!) {{
  staffUpdate(input: $input) {{ member {{ id state name }} {FAULTS} }} }}"""
STAFF_DEACTIVATE = f"""mutation ($input: StaffDeactivateInput!) {{
  staffDeactivate(input: $input) {{ member {{ id state }} {FAULTS} }} }}"""
INVITATION = "invitation { id email expiresAt acceptedAt revokedAt role { name } seller { slug } }"
INVITATIONS = "{ invitations(first: 50) { nodes { id email acceptedAt revokedAt } } }"
STAFF_INVITE = f"""mutation ($input: StaffInviteInput!) {{
  staffInvite(input: $input) {{ {INVITATION} {FAULTS} }} }}"""
STAFF_ACCEPT = f"""mutation ($input: InvitationAcceptInput!) {{
  staffInvitationAccept(input: $input) {{ {GRANT} {ERRORS} }} }}"""
RESEND = f"""mutation ($input: InvitationActionInput!) {{
  invitationResend(input: $input) {{ {INVITATION} {FAULTS} }} }}"""
WITHDRAW = f"""mutation ($input: InvitationActionInput!) {{
  invitationRevoke(input: $input) {{ {INVITATION} {FAULTS} }} }}"""
KEY = "apiKey { id name permissions expiresAt revokedAt lastUsedAt seller { id } }"
KEYS = """{ apiKeys(first: 50) { nodes { id name permissions expiresAt revokedAt lastUsedAt
  seller { slug } } } }"""
KEY_CREATE = f"""mutation ($input: ApiKeyCreateInput!) {{
  apiKeyCreate(input: $input) {{ {KEY} secret {FAULTS} }} }}"""
KEY_ROTATE = f"""mutation ($input: ApiKeyRotateInput!) {{
  apiKeyRotate(input: $input) {{ {KEY} secret {FAULTS} }} }}"""
KEY_REVOKE = f"""mutation ($input: ApiKeyRevokeInput!) {{
  apiKeyRevoke(input: $input) {{ {KEY} {ERRORS} }} }}"""
IMPERSONATE = f"""mutation ($input: CustomerImpersonateInput!) {{
  customerImpersonate(input: $input) {{ accessToken expiresAt {ERRORS} }} }}"""
CUSTOMERS = """query ($where: CustomerWhere) {
  customers(first: 50, where: $where) { nodes { id name email phone state } } }"""
MEMBER = "member { id name email role { name } seller { slug } }"
MEMBERS = """query ($seller: ID) {
  sellerMembers(first: 50, seller: $seller) { nodes { id name email role { name }
    seller { slug } } } }"""
MEMBER_INVITE = f"""mutation ($input: SellerMemberInviteInput!) {{
  sellerMemberInvite(input: $input) {{ {INVITATION} {FAULTS} }} }}"""
MEMBER_ACCEPT = f"""mutation ($input: InvitationAcceptInput!) {{
  sellerMemberAccept(input: $input) {{ {MEMBER} {ERRORS} }} }}"""
MEMBER_UPDATE = f"""mutation ($input: SellerMemberUpdateInput!) {{
  sellerMemberUpdate(input: $input) {{ {MEMBER} {FAULTS} }} }}"""
MEMBER_REMOVE = f"""mutation ($input: SellerMemberRemoveInput!) {{
  sellerMemberRemove(input: $input) {{ removedId {FAULTS} }} }}"""
MY_SELLER = "query ($id: ID) { mySeller(id: $id) { id slug status } }"
PRICE = f"""mutation ($input: PriceListPricesSetInput!) {{
  priceListPricesSet(input: $input) {{ offer {{ id }} {ERRORS} }} }}"""
OFFER_UPDATE = f"""mutation ($input: OfferUpdateInput!) {{
  offerUpdate(input: $input) {{ offer {{ id handlingDays }} {ERRORS} }} }}"""
OFFERS = "{ offers(first: 50) { nodes { id } } }"
ORDERS = "{ orders(first: 50) { nodes { id } } }"
