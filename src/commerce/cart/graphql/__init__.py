"""The schema of the cart and of the choices made at checkout."""
