"""Inventory: stock of offers at locations, its movements, and reservations that expire."""
