"""Prepared documents: parsed, measured and validated once, and kept while they are asked for."""

import asyncio
from dataclasses import dataclass

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
from commerce.kernel.graphql.engine.demands import Demands, demands_of
from commerce.kernel.graphql.engine.selected import root_fields
from commerce.kernel.graphql.engine.sharing import Shared, shared_by
from commerce.kernel.graphql.limits import Limits, measure
from commerce.kernel.graphql.refusals import BAD_INPUT, Refused, hostile
from commerce.kernel.graphql.spent import Spent
from commerce.kernel.shelves import Shelves

Key = tuple[str, str | None]
_OVERHEAD = 500  # characters that a short document stands for in the room it takes


@dataclass(slots=True, eq=False)
class Prepared:
    """An operation ready to be executed as often as it comes; `sights` counts how often it did."""

    document: DocumentNode
    operation: OperationDefinitionNode
    amount: Amount
    signature: Signature
    spent: Spent
    demands: Demands
    shared: Shared | None = None
    sights: int = 0
    compiled: Operation | None = None

    @property
    def kind(self) -> str:
        return self.operation.operation.value

    @property
    def name(self) -> str | None:
        return self.operation.name.value if self.operation.name else None


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
        most: int = 400,
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._held: Shelves[Key, Prepared | Refused] = Shelves(characters, most=most)
        self._turn = asyncio.Lock()
        rules = list(specified_rules)
        self._rules = rules if introspection else [*rules, NoSchemaIntrospectionCustomRule]

    def __len__(self) -> int:
        return len(self._held)

    def get(self, query: str, operation_name: str | None) -> Prepared:
        """The prepared operation.

        Raises:
            Refused: the document is malformed, invalid or beyond a limit.
        """
        key = (query, operation_name)
        found = self._held.get(key)
        if found is None:
            found = self._add(key)
        if isinstance(found, Refused):
            raise Refused(found.errors, code=found.code)
        found.sights += 1
        return found

    async def ready(self, query: str, operation_name: str | None) -> None:
        """Prepare a new document when it is its turn, so that `get` finds it.

        One is prepared at a time, and requests whose documents are known go in between: whoever
        sends new ones without end makes others wait for one of them, not for all.
        """
        key = (query, operation_name)
        if self._held.peek(key) is not None:
            return
        async with self._turn:
            await asyncio.sleep(0)
            if self._held.peek(key) is None:
                self._add(key)

    def shared(self, query: str, operation_name: str | None) -> Shared | None:
        """What an answer to this operation may be shared under; None also for one not yet seen."""
        found = self._held.peek((query, operation_name))
        return found.shared if isinstance(found, Prepared) else None

    def _add(self, key: Key) -> Prepared | Refused:
        """Prepare and keep a document, or why it cannot be: that too takes time to find out."""
        query, operation_name = key
        made: Prepared | Refused
        try:
            self._check_text(query, operation_name)
            made = self._prepare(query, operation_name)
        except Refused as refusal:
            made = Refused(refusal.errors, code=refusal.code)
        self._held.put(key, made, size=len(query) + _OVERHEAD)
        return made

    def _check_text(self, query: str, operation_name: str | None) -> None:
        if hostile(query) or hostile(operation_name or ""):
            text = "the query has characters that cannot be stored"
            raise Refused([GraphQLError(text)], code=BAD_INPUT)
        size = len(query.encode())
        if size > self._limits.document_bytes:
            text = f"the query has {size} bytes, the most allowed is"
            raise Refused([GraphQLError(f"{text} {self._limits.document_bytes}")])

    def check(self, query: str) -> None:
        """See that every operation of a document can be executed, without keeping it.

        Raises:
            Refused: it is malformed, invalid or beyond a limit.
        """
        document, _ = self._validated(query)
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                self._prepare(query, node.name.value if node.name else None)

    def _validated(self, query: str) -> tuple[DocumentNode, dict[str, Amount]]:
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
        return document, amounts

    def _prepare(self, query: str, operation_name: str | None) -> Prepared:
        document, amounts = self._validated(query)
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            raise Refused([GraphQLError(_no_operation(operation_name))])
        if operation.operation is OperationType.SUBSCRIPTION:
            raise Refused([GraphQLError("subscriptions are not served over this transport")])
        amount = amounts[operation.name.value if operation.name else ""]
        fields = root_fields(document, operation)
        return Prepared(
            document,
            operation,
            amount,
            Signature(self._schema, operation, suggest=self._introspection),
            Spent(self._schema, document, operation),
            demands_of(self._schema.get_root_type(operation.operation), fields),
            shared_by(self._schema, operation, fields),
        )


def _no_operation(name: str | None) -> str:
    return f"there is no operation named {name}" if name else "name the operation to execute"
