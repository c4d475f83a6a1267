"""Payments: attempts to collect money through providers, and what providers report."""
