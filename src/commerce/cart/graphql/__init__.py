"""The schema of cart."""
