"""The request engine: prepare, limits, execute, format. Nothing here knows HTTP or a domain."""

from commerce.kernel.graphql.engine.answers import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.engine.compiled import Variables
from commerce.kernel.graphql.engine.demands import Demands
from commerce.kernel.graphql.engine.persisted import PersistedDocuments
from commerce.kernel.graphql.engine.run import COMPILE_AT, Accepted, Budget, Engine, Enter

__all__ = [
    "COMPILE_AT",
    "Accepted",
    "Answer",
    "Budget",
    "Demands",
    "Engine",
    "Enter",
    "GraphQLRequest",
    "Outcome",
    "PersistedDocuments",
    "Variables",
]
