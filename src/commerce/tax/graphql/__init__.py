"""The schema of tax."""
