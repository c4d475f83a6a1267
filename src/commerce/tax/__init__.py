"""Tax: classes and rates by country, and the slot of the provider that computes tax."""
