"""The schema of shipping."""
