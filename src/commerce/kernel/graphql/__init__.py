"""How a domain writes its part of the schema."""
