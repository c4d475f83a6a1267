"""The schema of payments."""
