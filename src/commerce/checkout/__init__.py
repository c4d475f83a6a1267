"""Checkout: the path from a cart to placed orders: prepare, act, settle, sweep."""
