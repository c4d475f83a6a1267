"""The schema of sellers."""
