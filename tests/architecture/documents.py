"""Writes the smallest valid document for a root field, from the schema alone."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)

SAMPLES: dict[str, Any] = {
    "ID": "prod_00000000000000000000000000",
    "String": "text",
    "Int": 1,
    "Boolean": True,
    "DateTime": "2026-01-01T00:00:00.000Z",
    "Decimal": "1",
    "BigInt": "1",
    "JSON": {},
    "LanguageTag": "en",
    "CountryCode": "UZ",
    "CurrencyCode": "UZS",
    "IdempotencyKey": "00000000-0000-4000-8000-000000000000",
    "Cursor": "none",
}


def minimal(schema: GraphQLSchema, name: str) -> tuple[str, dict[str, Any]]:
    """A document for `Query.field` or `Mutation.field`, with its variables."""
    root, field_name = name.split(".")
    found = schema.get_type(root)
    field: GraphQLField = found.fields[field_name]  # type: ignore[union-attr]  # a root type
    wanted = {
        key: argument
        for key, argument in field.args.items()
        if is_required_argument(argument) or key == "first"
    }
    values = {key: sample(argument.type) for key, argument in wanted.items()}
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in wanted.items())
    given = ", ".join(f"{key}: ${key}" for key in wanted)
    body = f"{field_name}{f'({given})' if given else ''}{selection(field)}"
    return f"{root.lower()} Call{f'({declared})' if declared else ''} {{ {body} }}", values


def selection(field: GraphQLField) -> str:
    """Nothing of an object but its type."""
    return "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"


def sample(kind: Any) -> Any:
    """A value that the schema accepts."""
    inner = get_nullable_type(kind)
    if is_list_type(inner):
        return [sample(inner.of_type)]
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        names = [key for key, each in inner.fields.items() if is_required_input_field(each)]
        if inner.is_one_of:
            names = list(inner.fields)[:1]
        return {key: sample(inner.fields[key].type) for key in names}
    return SAMPLES[inner.name]
