"""SQL of search: lists of products, and the rows they are read from."""
