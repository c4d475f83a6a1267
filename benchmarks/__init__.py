"""Repeatable measurements of the product's speed; never run with the tests."""
