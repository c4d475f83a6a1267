"""UltraMarket: a GraphQL-first commerce and marketplace backend."""
