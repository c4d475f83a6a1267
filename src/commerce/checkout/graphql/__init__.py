"""The schema of checkout."""
