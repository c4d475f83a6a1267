"""Variables are coerced as graphql-core coerces them, only faster."""

from typing import Any

from graphql import OperationDefinitionNode, get_variable_values, parse
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.graphql.engine.compiled import Signature
from commerce.kernel.graphql.refusals import Refused
from tests.kernel.zoo import SCHEMA

DOCUMENT = """
query ($a: String, $b: String!, $c: Int, $d: Int! = 3, $e: Boolean, $f: ID, $g: ID! = "x",
       $h: Wish, $i: [Int!], $j: Mood = CALM, $k: Decimal, $l: Float, $m: [String] = ["q"]) {
  __typename
}
"""
(OPERATION,) = parse(DOCUMENT).definitions
assert isinstance(OPERATION, OperationDefinitionNode)
SIGNATURE = Signature(SCHEMA, OPERATION, suggest=True)
NAMES = [each.variable.name.value for each in OPERATION.variable_definitions or ()]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31) - 2, 2**31 + 2),
    st.sampled_from([2**31 - 1, 2**31, -(2**31), "CALM", "1.5", "text", 1.5, 3.0]),
    st.lists(st.integers(0, 3) | st.none(), max_size=2),
    st.fixed_dictionaries({}, optional={"size": st.just("LARGE"), "count": st.integers(0, 9)}),
)


@given(st.dictionaries(st.sampled_from([*NAMES, "unknown"]), VALUES))
def test_values_and_errors_are_those_of_graphql_core(given_values: dict[str, Any]) -> None:
    assert isinstance(OPERATION, OperationDefinitionNode)
    raw = {"b": "needed", **given_values}
    declared = OPERATION.variable_definitions or ()
    expected = get_variable_values(SCHEMA, declared, raw, max_errors=10)

    try:
        found = SIGNATURE.coerce(raw)
    except Refused as refusal:
        assert isinstance(expected, list)
        assert [str(each) for each in refusal.errors] == [str(each) for each in expected]
        return

    assert not isinstance(expected, list)
    assert found.coerced == expected.coerced
    assert found.full.coerced == expected.coerced
