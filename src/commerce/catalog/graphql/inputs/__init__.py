"""Inputs of the catalog."""
