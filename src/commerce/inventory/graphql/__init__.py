"""The schema of inventory."""
