"""The HTTP edge: GraphQL over HTTP, health, metrics and the development explorer; no rules."""
