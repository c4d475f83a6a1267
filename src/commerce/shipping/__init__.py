"""Shipping: zones and methods of delivery, and the slot of providers that rate parcels."""
