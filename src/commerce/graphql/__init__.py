"""Assembly of the one schema."""
