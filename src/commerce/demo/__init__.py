"""The demo shop: what `make run` shows a newcomer."""
