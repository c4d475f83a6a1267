"""What compiled root resolvers gave already, given to graphql-core once more."""

from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from typing import Any

from graphql import GraphQLResolveInfo


def replaying(roots: Mapping[str, Any]) -> Callable[..., Any]:
    """A middleware under which no root resolver of `roots` runs twice.

    What was waited for is waited for again, because errors are told in the order they come.
    """

    def replay(next_: Any, source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        if info.path.prev is not None or info.path.key not in roots:
            return next_(source, info, **given)
        found = roots[str(info.path.key)]
        return _later(found) if iscoroutinefunction(next_) else _now(found)

    return replay


def _now(found: Any) -> Any:
    if isinstance(found, Exception):
        raise found
    return found


async def _later(found: Any) -> Any:
    return _now(found)
