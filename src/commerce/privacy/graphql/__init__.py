"""The schema of privacy."""
