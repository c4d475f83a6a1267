"""The request engine: prepare, limits, execute, format. Nothing here knows HTTP or a domain."""

from commerce.kernel.graphql.engine.answers import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.engine.compiled import Variables
from commerce.kernel.graphql.engine.persisted import PersistedDocuments
from commerce.kernel.graphql.engine.run import COMPILE_AT, Engine, Enter

__all__ = [
    "COMPILE_AT",
    "Answer",
    "Engine",
    "Enter",
    "GraphQLRequest",
    "Outcome",
    "PersistedDocuments",
    "Variables",
]
