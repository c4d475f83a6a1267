"""The request engine: prepare, limits, execute, format. Nothing here knows HTTP or a domain."""

from commerce.kernel.graphql.engine.answers import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.engine.compiled import Variables
from commerce.kernel.graphql.engine.demands import Demands, Toll
from commerce.kernel.graphql.engine.persisted import PersistedDocuments
from commerce.kernel.graphql.engine.run import COMPILE_AT, Budget, Engine, Entrance

__all__ = [
    "COMPILE_AT",
    "Answer",
    "Budget",
    "Demands",
    "Engine",
    "Entrance",
    "GraphQLRequest",
    "Outcome",
    "PersistedDocuments",
    "Toll",
    "Variables",
]
