"""The schema of offers."""
