"""Permissions of identity: staff, roles, keys, customers."""

from commerce.kernel.access import permission

STAFF_READ = permission("STAFF_READ", "See staff, what they may do, and invitations.")
STAFF_MANAGE = permission(
    "STAFF_MANAGE", "Invite and deactivate staff, grant and revoke roles one holds oneself."
)
ROLE_READ = permission(
    "ROLE_READ", "See roles; a seller those that its members can have.", roles=("seller",)
)
ROLE_MANAGE = permission("ROLE_MANAGE", "Make, change and delete roles.")
SELLER_MEMBER_MANAGE = permission(
    "SELLER_MEMBER_MANAGE",
    "See, invite, change and remove the members of a seller; a seller its own.",
    roles=("seller",),
    backstage=True,
)
INVITATION_MANAGE = permission(
    "INVITATION_MANAGE",
    "See, send again and withdraw invitations; a seller its own.",
    roles=("seller",),
    backstage=True,
)
API_KEY_MANAGE = permission(
    "API_KEY_MANAGE",
    "See, make, rotate and revoke API keys; a seller its own.",
    roles=("seller",),
    backstage=True,
)
CUSTOMER_READ = permission("CUSTOMER_READ", "See the accounts of buyers.", roles=("support",))
CUSTOMER_IMPERSONATE = permission(
    "CUSTOMER_IMPERSONATE", "See the shop through the eyes of a buyer.", roles=("support",)
)
SUPER_ADMIN_MANAGE = permission(
    "SUPER_ADMIN_MANAGE", "Make and unmake super admins.", reserved=True
)
