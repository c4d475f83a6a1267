"""The schema of the audit trail and of the switches."""
