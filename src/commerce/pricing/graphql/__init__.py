"""The schema of pricing."""
