"""What the shop keeps about a person: handed out on request, and erased where it may be."""
