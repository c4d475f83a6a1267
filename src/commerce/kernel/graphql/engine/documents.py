"""Prepared documents: parsed, measured and validated once, and kept while they are asked for."""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)

from commerce.kernel.graphql.cost import Amount
from commerce.kernel.graphql.engine.compiled import Operation, Signature
from commerce.kernel.graphql.limits import Limits, measure
from commerce.kernel.graphql.refusals import BAD_INPUT, Refused, hostile
from commerce.kernel.graphql.spent import Spent

Key = tuple[bytes, str | None]


@dataclass(slots=True, eq=False)
class Prepared:
    """An operation ready to be executed as often as it comes; `sights` counts how often it did."""

    document: DocumentNode
    operation: OperationDefinitionNode
    amount: Amount
    signature: Signature
    spent: Spent
    size: int
    sights: int = 1
    compiled: Operation | None = None

    @property
    def kind(self) -> str:
        return self.operation.operation.value

    @property
    def name(self) -> str | None:
        return self.operation.name.value if self.operation.name else None


class _Shelf:
    """A least-recently-used map bounded by the length of the documents in it."""

    def __init__(self, characters: int) -> None:
        self._room = characters
        self._held: OrderedDict[Key, Prepared] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Key) -> Prepared | None:
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def take(self, key: Key) -> Prepared | None:
        found = self._held.pop(key, None)
        if found is not None:
            self._room += found.size
        return found

    def put(self, key: Key, prepared: Prepared) -> None:
        self.take(key)
        self._held[key] = prepared
        self._room -= prepared.size
        while self._room < 0:
            _, oldest = self._held.popitem(last=False)
            self._room += oldest.size


class Documents:
    """Prepares documents and keeps them; a flood of new ones cannot push out those in use.

    A document seen once waits on a small shelf; its second coming moves it to the large one.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        introspection: bool,
        characters: int = 400_000,
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._new = _Shelf(characters // 4)
        self._known = _Shelf(characters - characters // 4)
        rules = list(specified_rules)
        self._rules = rules if introspection else [*rules, NoSchemaIntrospectionCustomRule]

    def __len__(self) -> int:
        return len(self._new) + len(self._known)

    def get(self, query: str, operation_name: str | None) -> Prepared:
        """The prepared operation.

        Raises:
            Refused: the document is malformed, invalid or beyond a limit.
        """
        if hostile(query) or hostile(operation_name or ""):
            text = "the query has characters that cannot be stored"
            raise Refused([GraphQLError(text)], code=BAD_INPUT)
        raw = query.encode()
        if len(raw) > self._limits.document_bytes:
            text = f"the query has {len(raw)} bytes, the most allowed is"
            raise Refused([GraphQLError(f"{text} {self._limits.document_bytes}")])
        key = (sha256(raw).digest(), operation_name)
        found = self._known.get(key)
        if found is None and (found := self._new.take(key)) is not None:
            self._known.put(key, found)
        if found is not None:
            found.sights += 1
            return found
        prepared = self._prepare(query, operation_name)
        self._new.put(key, prepared)
        return prepared

    def _prepare(self, query: str, operation_name: str | None) -> Prepared:
        try:
            document = parse(query, max_tokens=self._limits.tokens)
            amounts = measure(document, self._schema, self._limits)
            errors = validate(
                self._schema,
                document,
                self._rules,
                max_errors=10,
                hide_suggestions=not self._introspection,
            )
        except GraphQLSyntaxError as error:
            raise Refused([error]) from None
        except RecursionError:
            raise Refused([GraphQLError("the query is nested too deeply")]) from None
        if errors:
            raise Refused(errors)
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            raise Refused([GraphQLError(_no_operation(operation_name))])
        if operation.operation is OperationType.SUBSCRIPTION:
            raise Refused([GraphQLError("subscriptions are not served over this transport")])
        amount = amounts[operation.name.value if operation.name else ""]
        return Prepared(
            document,
            operation,
            amount,
            Signature(self._schema, operation, suggest=self._introspection),
            Spent(self._schema, document, operation),
            size=len(query) + 500,
        )


def _no_operation(name: str | None) -> str:
    return f"there is no operation named {name}" if name else "name the operation to execute"
