"""The schema of channels."""
