"""Root mutation fields of the catalog."""
