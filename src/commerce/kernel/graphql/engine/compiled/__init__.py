"""The compiled executor: an operation as Python code, for what needs no explaining.

It answers what goes well. Anything else (an exception, a null where none may be, an odd value,
a construct it does not know) it leaves to graphql-core, which has the last word on errors.
"""

from commerce.kernel.graphql.engine.compiled.kept import Kept
from commerce.kernel.graphql.engine.compiled.operation import Attempt, Operation
from commerce.kernel.graphql.engine.compiled.replay import replaying
from commerce.kernel.graphql.engine.compiled.variables import Signature, Variables

__all__ = ["Attempt", "Kept", "Operation", "Signature", "Variables", "replaying"]
