"""Pricing: what an offer costs in a channel and currency."""
