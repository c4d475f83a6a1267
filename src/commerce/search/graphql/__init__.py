"""The schema of search."""
