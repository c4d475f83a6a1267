"""Answers are the same when they differ in ids and cursors alone."""

import pytest

from benchmarks.answers import expect_same
from benchmarks.client import Failed

OURS = b'{"data":{"nodes":[{"id":"prod_1","name":"a"}],"pageInfo":{"endCursor":"x"}}}'


def test_other_ids_and_cursors_are_the_same_answer() -> None:
    expect_same("a", OURS, OURS.replace(b"prod_1", b"17").replace(b'"x"', b"null"))


def test_another_text_is_another_answer() -> None:
    with pytest.raises(Failed, match="listing is answered with something else"):
        expect_same("listing", OURS, OURS.replace(b'"a"', b'"b"'))
