"""Sellers: the shops that sell here, the house itself among them, and their state."""
