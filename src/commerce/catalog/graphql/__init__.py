"""The schema of catalog."""
