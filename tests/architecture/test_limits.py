"""What strangers could do without end, or guess at, counts towards a limit of its own."""

import re
from typing import Any

import pytest
from graphql import GraphQLField

from commerce.graphql import schema as product
from commerce.kernel.rates import Counted, all_rates
from tests.architecture.sources import ROOT

SCHEMA = product.core(product.build())
ROOTS = {
    f"{root.name}.{name}": field
    for root in (SCHEMA.query_type, SCHEMA.mutation_type)
    if root is not None
    for name, field in root.fields.items()
}
# Whoever may guess a secret with it, or make us send one.
GUESSED = re.compile(
    r"(session(Create|Refresh)|accountRegister|account\w*(Verify|Confirm)|password|\w*[cC]ode|"
    r"totp|passkey|otp|magicLink|emailChange|phoneChange|giftCard\w*(Balance|Check)|coupon)",
)
SEARCHED = {"search", "query"}


def metadata(field: GraphQLField) -> dict[str, Any]:
    found: dict[str, Any] = field.extensions["strawberry-definition"].metadata
    return found


def limit_of(name: str) -> Counted | None:
    limit: Counted | None = metadata(ROOTS[name])["limit"]
    return limit


PUBLIC = [name for name, field in ROOTS.items() if metadata(field)["access"] == "public"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_field_for_everybody_that_makes_guesses_or_searches_names_its_limit(name: str) -> None:
    root, _, field = name.partition(".")
    makes = root == "Mutation" and re.search(r"(Create|Register|Request|Subscribe)$", field)
    guesses = root == "Mutation" and GUESSED.match(field)
    searches = root == "Query" and SEARCHED & ROOTS[name].args.keys()

    if makes or guesses or searches:
        assert limit_of(name) is not None, "say limit=Counted(...) beside its access"


def test_what_can_be_guessed_with_counts_towards_a_limit_on_guessing() -> None:
    for name in ROOTS:
        if GUESSED.match(name.partition(".")[2]):
            limit = limit_of(name)
            assert limit is not None and limit.rate.guessing, name


def test_an_argument_that_a_limit_looks_for_is_there() -> None:
    for name, field in ROOTS.items():
        limit = limit_of(name)
        if limit is not None and limit.given is not None:
            assert limit.given in field.args, name


def test_the_guide_names_every_limit_with_its_numbers() -> None:
    guide = (ROOT / "docs" / "limits.md").read_text("utf-8")

    for name, declared in all_rates().items():
        row = f"| `{name}` | {declared.burst:,.10g} | {declared.per_minute:,.10g} |"
        assert row in guide, row
