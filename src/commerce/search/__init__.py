"""Search: lists of products for buyers, filtered, sorted and found by text."""
