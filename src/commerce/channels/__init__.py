"""Channels: markets with their currencies, countries and languages."""
