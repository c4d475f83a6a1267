"""Permissions of the audit trail and of the switches: for admins only."""

from commerce.kernel.access import permission

AUDIT_READ = permission("AUDIT_READ", "Read and verify the audit trail.")
SYSTEM_MANAGE = permission("SYSTEM_MANAGE", "Stop parts of the system and start them again.")
