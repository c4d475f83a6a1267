"""Requests that a generator makes up from the schema: none is answered with a fault (API-04)."""

import json
import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.architecture.sources import ROOT
from tests.security.documents import ACCESS
from tests.security.visitors import Visitors

EACH = int(os.environ.get("GENERATED_REQUESTS", "4"))
"""How many requests for each root field; with more of them more is found."""
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: f"{number:f}")
SCALARS = {
    "BigInt": st.integers(-(2**64), 2**64).map(str),
    "CountryCode": st.sampled_from(["UZ", "KZ", "ZZ"]) | st.text(max_size=3),
    "CurrencyCode": st.sampled_from(["UZS", "USD", "JPY", "XXX"]) | st.text(max_size=4),
    "Cursor": st.text(),
    "DateTime": st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    "Decimal": AMOUNTS | st.text(max_size=20),
    "IdempotencyKey": st.uuids().map(str) | st.text(max_size=300),
    "JSON": st.text(),
    "LanguageTag": st.sampled_from(["uz-Latn", "uz-Cyrl", "ru", "en"]) | st.text(max_size=8),
}
for name, strategy in SCALARS.items():
    schemathesis.graphql.scalar(name, strategy.map(nodes.String))
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.graphql.from_path(
        ROOT / "schema" / "schema.graphql"
    ).get_all_operations()
}


@pytest.mark.parametrize("name", ACCESS)
@given(data=st.data())
@settings(
    max_examples=EACH,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
async def test_no_made_up_request_is_answered_with_a_fault(
    visitors: Visitors, name: str, data: st.DataObject
) -> None:
    case = data.draw(OPERATIONS[name].as_strategy())

    for who in ("admin", "guest"):
        await visitors.undone(who, json.dumps({"query": case.body}).encode())
