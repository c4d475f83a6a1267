"""The schema keeps its conventions, and the committed files are those the program makes."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from commerce.app import import_all
from commerce.graphql import schema as product
from commerce.graphql.codes import error_classes
from commerce.kernel.errors import RULES
from commerce.kernel.text import LANGUAGES
from tests.architecture.sources import ROOT

FILES = ("schema.graphql", "access.json", "events.json")
SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
MUTATIONS = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
VERBS = (
    *("Create", "Update", "Set", "Delete", "Add", "Remove", "Move", "Reorder"),
    *("Approve", "Invite", "Suspend", "Reinstate", "Terminate", "Activate", "Deactivate"),
    *("Archive", "Publish", "Unpublish", "Accept", "Adjust", "Select", "Unlock"),
    *("Complete", "Transition", "BulkUpsert", "Freeze", "Unfreeze"),
    *("Register", "Confirm", "Request", "Verify", "Resend", "Change", "Reset"),
    *("Refresh", "Revoke", "RevokeAll", "Claim", "Enroll", "Disable", "Regenerate"),
    *("Start", "Login", "Options", "Grant", "Rotate", "Impersonate", "SetDefault"),
)
MONEY = re.compile(r"(amount|price|total|subtotal|minor|minorUnits|tax|net|gross|fee)$", re.I)
SELF_BOUNDED = re.compile(r"(Connection|Payload)$")
BOUNDED = {
    "Account.secondFactors": "one of each kind",
    "Account.passkeys": "20 passkeys",
    "Account.links": "one for each provider of the settings",
    "Query.oauthProviders": "the providers of the settings",
    "Cart.lines": "200 lines in a cart",
    "Cart.parcels": "one for each seller of the lines",
    "Cart.problems": "a few for each line and parcel",
    "CartParcel.lines": "the lines of the cart",
    "CartParcel.deliveryOptions": "50 methods in a zone",
    "Category.children": "siblings of one menu",
    "Category.ancestors": "10 levels",
    "Category.translations": "one for each language",
    "Collection.translations": "one for each language",
    "Order.lines": "the lines of a cart",
    "Order.history": "the transitions of one order",
    "OrderGroup.orders": "one for each seller of a cart",
    "Payment.attempts": "attempts end with the hold of the goods",
    "Query.paymentGateways": "the plugins that are enabled",
    "Product.tags": "100 tags",
    "Product.categories": "50 categories",
    "Product.collections": "made by hand",
    "Product.options": "3 options",
    "Product.translations": "one for each language",
    "Product.variants": "2048 variants",
    "ProductOption.values": "500 values",
    "ProductVariant.options": "3 options",
}


def object_types() -> Iterator[GraphQLObjectType]:
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield kind


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as a program of its own makes them, so that no test class is in them."""
    folder = tmp_path_factory.mktemp("schema")
    command = "from commerce.cli import main; main()"
    arguments = ["schema", "write", "--folder", str(folder)]
    subprocess.run([sys.executable, "-c", command, *arguments], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_the_committed_file_is_the_one_the_program_makes(name: str, written: Path) -> None:
    committed = (ROOT / "schema" / name).read_text("utf-8")

    assert committed == (written / name).read_text("utf-8"), "run: make schema"


def test_every_type_and_root_field_says_what_it_is() -> None:
    silent = [name for name, kind in SCHEMA.type_map.items() if not kind.description]
    roots = (SCHEMA.query_type, SCHEMA.mutation_type)
    silent += [
        name for root in roots if root for name, each in root.fields.items() if not each.description
    ]

    assert silent == []


def test_every_event_says_what_it_is_and_names_its_subject_first() -> None:
    events = json.loads((ROOT / "schema" / "events.json").read_text("utf-8"))

    assert events
    for name, event in events.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert event["description"], name
        assert next(iter(event["fields"].values())) == "UUID", name


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_a_noun_and_a_verb_of_the_closed_list(name: str) -> None:
    verb = next((each for each in VERBS if name.endswith(each)), "")

    assert verb and re.fullmatch(r"[a-z][A-Za-z]+", name.removesuffix(verb))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_takes_one_input_and_gives_a_payload_with_errors_and_warnings(name: str) -> None:
    field = MUTATIONS[name]
    kind: Any = field.type

    assert set(field.args) - {"idempotencyKey"} == {"input"}
    assert str(field.args["input"].type).endswith("Input!")
    assert str(kind) == f"{name[0].upper()}{name[1:]}Payload!"
    assert {"errors", "warnings"} <= set(kind.of_type.fields)
    assert str(kind.of_type.fields["warnings"].type) == "[Warning!]!"


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_moves_money_or_stock_takes_an_idempotency_key(name: str) -> None:
    field = MUTATIONS[name]
    directives = (field.ast_node.directives if field.ast_node else None) or ()
    payload: Any = get_named_type(field.type)

    if any(each.name.value == "moves" for each in directives):
        assert str(field.args["idempotencyKey"].type) == "IdempotencyKey!"
        assert str(payload.fields["replayed"].type) == "Boolean!"


@pytest.mark.parametrize("name", [name for name in MUTATIONS if name.endswith("Update")])
def test_an_update_takes_the_version_the_client_has_seen(name: str) -> None:
    kind: Any = get_named_type(MUTATIONS[name].args["input"].type)

    assert str(kind.fields["expectedVersion"].type) == "Int"


def test_no_number_is_a_float_and_no_money_an_int() -> None:
    found = [
        f"{kind.name}.{name}: {field.type}"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
        for name, field in kind.fields.items()
        if get_named_type(field.type).name == "Float"
        or (get_named_type(field.type).name == "Int" and MONEY.search(name))
    ]

    assert found == []


def test_every_member_of_an_error_union_is_a_user_error() -> None:
    unions = [
        kind
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLUnionType) and kind.name.endswith("Error")
    ]
    strange = [
        f"{union.name}: {member.name}"
        for union in unions
        for member in union.types
        if "UserError" not in {each.name for each in member.interfaces}
    ]

    assert unions
    assert strange == []


def test_every_list_of_objects_is_a_connection_or_says_its_bound() -> None:
    endless = {
        f"{kind.name}.{name}"
        for kind in object_types()
        if not SELF_BOUNDED.search(kind.name)
        for name, field in kind.fields.items()
        if is_list_type(get_nullable_type(field.type))
        and is_composite_type(get_named_type(field.type))
        and "at most" not in (field.description or "")
    }

    assert endless - set(BOUNDED) == set()
    assert set(BOUNDED) - endless == set(), "these need no entry any more"


def test_every_error_has_words_in_every_language() -> None:
    import_all("errors")
    classes = [each for each in error_classes() if each.__module__.startswith("commerce.")]
    texts = {each.code: each.texts for each in classes} | RULES
    mute = [
        f"{code} {language}"
        for code, words in texts.items()
        for language in LANGUAGES
        if not words.by_language.get(language)
    ]

    assert classes
    assert mute == []


def test_no_field_that_can_stand_in_a_list_reads_for_itself_alone() -> None:
    schema = product.core(product.build())
    alone = []
    for name in listed_types(schema.type_map):
        for field_name, field in schema.type_map[name].fields.items():
            definition = field.extensions.get("strawberry-definition")
            resolver = definition.base_resolver if definition else None
            if resolver and resolver.is_async and "batch" not in definition.metadata:
                alone.append(f"{name}.{field_name}")

    assert alone == []


def listed_types(types: Any) -> set[str]:
    """Object types that are items of a list, or hang on such an item."""
    objects = {
        name: kind
        for name, kind in types.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }
    waiting = [
        get_named_type(field.type).name
        for kind in objects.values()
        for field in kind.fields.values()
        if is_list_type(get_nullable_type(field.type))
    ]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in objects and name not in found:
            found.add(name)
            fields = objects[name].fields.values()
            waiting += [get_named_type(field.type).name for field in fields]
    return found
