"""Media: files shown with products, by reference to their address."""
