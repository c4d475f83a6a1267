"""The audit trail: reading, verifying and exporting it; and the switches that stop the system."""
