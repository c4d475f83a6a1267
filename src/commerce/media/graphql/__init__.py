"""The schema of media."""
