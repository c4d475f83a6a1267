"""Placeholder until the slot it fills exists."""
