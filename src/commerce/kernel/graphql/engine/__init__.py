"""The request engine: prepare, limits, execute, format. Nothing here knows HTTP or a domain."""

from commerce.kernel.graphql.engine.answers import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.engine.persisted import PersistedDocuments
from commerce.kernel.graphql.engine.run import Engine, Enter

__all__ = ["Answer", "Engine", "Enter", "GraphQLRequest", "Outcome", "PersistedDocuments"]
