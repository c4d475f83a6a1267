"""Domain-free foundations: database, money, errors, access, plugins, GraphQL assembly."""
