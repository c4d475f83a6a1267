"""What a document may ask for: measured once per document, before anything is executed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    get_named_type,
    is_composite_type,
)

from commerce.kernel.graphql.cost import FREE, MOST, Amount, Scale, factor_of, total, weight_of
from commerce.kernel.graphql.refusals import BAD_INPUT, COST_EXCEEDED, Refused, hostile


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one request; every number is inclusive.

    `page` is the largest `first`/`last`, `list_size` the assumed length of a list that is
    not paged, `items` the longest list among the variables. Sizes are in UTF-8 bytes.
    """

    document_bytes: int = 100_000
    tokens: int = 4_000
    depth: int = 14
    introspection_depth: int = 16
    aliases: int = 50
    root_fields: int = 25
    mutations: int = 5
    directives: int = 50
    fragments: int = 50
    cost: int = 10_000
    page: int = 100
    list_size: int = 10
    items: int = 1_000


@dataclass(frozen=True, slots=True)
class Size:
    """What one selection set holds, with everything its fragments bring each time."""

    depth: int = 0
    meta_depth: int = 0
    aliases: int = 0
    directives: int = 0
    roots: int = 0
    amount: Amount = FREE

    def __add__(self, other: "Size") -> "Size":
        return Size(
            depth=max(self.depth, other.depth),
            meta_depth=max(self.meta_depth, other.meta_depth),
            aliases=min(self.aliases + other.aliases, MOST),
            directives=min(self.directives + other.directives, MOST),
            roots=min(self.roots + other.roots, MOST),
            amount=self.amount + other.amount,
        )


NOTHING = Size()


@dataclass(slots=True)
class _Pass:
    """One walk over a document; `fragments` remembers what was measured already."""

    schema: GraphQLSchema
    limits: Limits
    fragments: dict[str, Size] = field(default_factory=dict)

    def measure(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None) -> Size:
        size, seen = NOTHING, set[str]()
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                part = self._field(selection, parent)
                key = (selection.alias or selection.name).value
                if selection.alias or key in seen:
                    part = replace(part, aliases=part.aliases + 1)
                seen.add(key)
            else:
                part = self._spread(selection, parent)
            size += replace(part, directives=part.directives + len(selection.directives or ()))
        return size

    def _spread(self, node: SelectionNode, parent: GraphQLNamedType | None) -> Size:
        if isinstance(node, FragmentSpreadNode):
            return self.fragments.get(node.name.value, NOTHING)
        assert isinstance(node, InlineFragmentNode)
        on = node.type_condition
        return self.measure(
            node.selection_set, self.schema.get_type(on.name.value) if on else parent
        )

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Size:
        name = node.name.value
        known = self.schema.get_field(parent, name) if is_composite_type(parent) else None
        own = weight_of(known, name)
        if node.selection_set is None:
            return Size(depth=1, roots=1, amount=Amount(own))
        child = self.measure(node.selection_set, get_named_type(known.type) if known else None)
        meta = name.startswith("__") or (parent is not None and parent.name.startswith("__"))
        scale = factor_of(node, known, self.limits) if known and not meta else Scale()
        return replace(
            child,
            roots=1,
            depth=0 if meta else child.depth + 1,
            meta_depth=child.meta_depth + 1 if meta else child.meta_depth,
            amount=scale.apply(own, child.amount),
        )


def measure(document: DocumentNode, schema: GraphQLSchema, limits: Limits) -> dict[str, Amount]:
    """Weigh every operation of a document, by name ("" for none).

    Each fragment is measured once however often it is spread, so the work is linear.

    Raises:
        Refused: the document is beyond a limit, spreads a fragment within itself, asks for
            an impossible page, or has characters in a string that nothing can store.
    """
    _inspect(document, limits)
    walk = _Pass(schema, limits)
    for fragment in _leaves_first(document, limits):
        on = schema.get_type(fragment.type_condition.name.value)
        size = walk.measure(fragment.selection_set, on)
        walk.fragments[fragment.name.value] = replace(
            size,
            directives=size.directives + len(fragment.directives or ()),
            amount=size.amount.shared(),
        )
    amounts = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = walk.measure(node.selection_set, schema.get_root_type(node.operation))
            size = replace(size, directives=size.directives + _directives_around(node))
            _refuse_beyond(size, node, limits)
            amounts[node.name.value if node.name else ""] = size.amount
    return amounts


def check_cost(amount: Amount, variables: Mapping[str, Any], limits: Limits) -> int:
    """The cost of an operation with these variables.

    Raises:
        Refused: it is beyond the limit, or a page size among the variables is impossible.
    """
    requested = total(amount, variables)
    if requested > limits.cost:
        raise Refused(
            [
                GraphQLError(
                    f"the query costs {requested}, the most allowed is {limits.cost}",
                    extensions={"cost": {"requested": requested, "limit": limits.cost}},
                )
            ],
            code=COST_EXCEEDED,
        )
    return requested


def _directives_around(node: OperationDefinitionNode) -> int:
    variables = node.variable_definitions or ()
    return len(node.directives or ()) + sum(len(each.directives or ()) for each in variables)


def _refuse_beyond(size: Size, node: OperationDefinitionNode, limits: Limits) -> None:
    mutation = node.operation is OperationType.MUTATION
    roots = limits.mutations if mutation else limits.root_fields
    for name, found, most in (
        ("depth", size.depth, limits.depth),
        ("introspection depth", size.meta_depth, limits.introspection_depth),
        ("number of aliases and repeated fields", size.aliases, limits.aliases),
        ("number of directives", size.directives, limits.directives),
        ("number of root fields", size.roots, roots),
    ):
        if found > most:
            raise _beyond(name, found, most)


def _beyond(name: str, found: int, most: int) -> Refused:
    facts = {"limit": most, "found": found}
    text = f"the {name} of the query is {found}, the most allowed is {most}"
    return Refused([GraphQLError(text, extensions=facts)])


def _inspect(document: DocumentNode, limits: Limits) -> None:
    """Refuse hostile strings and nesting that recursion could not follow."""
    deepest = 4 * max(limits.depth, limits.introspection_depth)
    stack: list[tuple[Node, int]] = [(document, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, StringValueNode) and hostile(node.value):
            text = "a string has characters that cannot be stored"
            raise Refused([GraphQLError(text, node)], code=BAD_INPUT)
        if isinstance(node, SelectionSetNode):
            depth += 1
            if depth > deepest:
                raise _beyond("nesting", depth, deepest)
        stack.extend((child, depth) for child in _children(node))


def _children(node: Node) -> Iterator[Node]:
    for key in node.keys:
        value = getattr(node, key, None)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from (item for item in value if isinstance(item, Node))


def _leaves_first(document: DocumentNode, limits: Limits) -> list[FragmentDefinitionNode]:
    """The fragments so ordered that each one comes after those it spreads."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    if len(fragments) > limits.fragments:
        raise _beyond("number of fragments", len(fragments), limits.fragments)
    waits = {name: _spreads(node) & fragments.keys() for name, node in fragments.items()}
    ordered: dict[str, FragmentDefinitionNode] = {}
    while len(ordered) < len(fragments):
        ready = [n for n, needs in waits.items() if n not in ordered and needs <= ordered.keys()]
        if not ready:
            raise Refused([GraphQLError("a fragment spreads itself")])
        ordered.update((name, fragments[name]) for name in ready)
    return list(ordered.values())


def _spreads(fragment: FragmentDefinitionNode) -> set[str]:
    names, stack = set[str](), [fragment.selection_set]
    while stack:
        for selection in stack.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                names.add(selection.name.value)
            elif isinstance(selection, (FieldNode, InlineFragmentNode)) and selection.selection_set:
                stack.append(selection.selection_set)
    return names
