"""Catalog: shared products with variants, options, categories, collections, brands and tags."""
