"""Rules of options, variants, slugs, states and the category tree."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commerce.catalog import rules
from commerce.catalog.types import NewOption, NewValue, NewVariant, ProductStatus
from commerce.kernel.errors import IllegalTransition, InvalidInput, LimitReached
from commerce.kernel.ids import new_id
from tests.make.catalog import option

WORDS = st.text(min_size=1, max_size=12).filter(lambda word: word.strip())
NAMES = st.lists(WORDS, min_size=1, max_size=4, unique=True)
GRIDS = st.lists(NAMES, min_size=0, max_size=3).flatmap(
    lambda grid: st.just([(f"Option {at}", names) for at, names in enumerate(grid)])
)
SIZE = option("Size", "S", "L")


def grid_of(grid: list[tuple[str, list[str]]]) -> tuple[list[NewOption], list[NewVariant]]:
    """Every combination of the values of a grid, once."""
    rows: list[tuple[tuple[str, str], ...]] = [()]
    for name, values in grid:
        rows = [(*row, (name, value)) for row in rows for value in values]
    return [option(name, *values) for name, values in grid], [NewVariant(choices=r) for r in rows]


@given(GRIDS)
@example([("Size", ["¹", "1"])])
@example([("Size", ["a", "A", "a-2"])])
def test_every_combination_of_any_names_fits_and_none_is_there_twice(grid) -> None:
    options, variants = grid_of(grid)

    plan = rules.plan(options, variants)

    choices = [each.choice for each in plan.variants]
    assert len(set(choices)) == len(variants)
    for coded in plan.options:
        assert len({value.code for value in coded.values}) == len(coded.values)


@given(GRIDS.filter(lambda grid: len(grid) > 0), st.data())
def test_a_variant_that_lacks_an_option_is_refused_with_its_place(grid, data) -> None:
    options, variants = grid_of(grid)
    at = data.draw(st.integers(0, len(variants) - 1))
    variants[at] = NewVariant(choices=variants[at].choices[1:])

    with pytest.raises(InvalidInput) as caught:
        rules.plan(options, variants)

    assert caught.value.rule == "missing"
    assert caught.value.path == ["input", "variants", str(at), "options"]


@given(GRIDS, st.data())
def test_a_choice_that_is_there_twice_is_refused_at_its_second_place(grid, data) -> None:
    options, variants = grid_of(grid)
    again = data.draw(st.sampled_from(variants))

    with pytest.raises(InvalidInput) as caught:
        rules.plan(options, [*variants, again])

    assert caught.value.rule == "twice"
    assert caught.value.path == ["input", "variants", str(len(variants)), "options"]


@pytest.mark.parametrize(
    ("choices", "rule", "place"),
    [
        ((("Size", "XXL"),), "unknown", ["0", "value"]),
        ((("Colour", "Red"),), "unknown", ["0", "option"]),
        ((("Size", "S"), ("size", "l")), "twice", ["1", "option"]),
        ((), "missing", []),
    ],
)
def test_a_choice_the_options_do_not_offer_is_refused(choices, rule, place) -> None:
    with pytest.raises(InvalidInput) as caught:
        rules.plan([SIZE], [NewVariant(choices=choices)])

    assert caught.value.rule == rule
    assert caught.value.path == ["input", "variants", "0", "options", *place]


def test_a_sku_that_is_there_twice_is_refused() -> None:
    variants = [NewVariant(sku="A", choices=(("Size", each),)) for each in ("S", "L")]

    with pytest.raises(InvalidInput) as caught:
        rules.plan([SIZE], variants)

    assert caught.value.path == ["input", "variants", "1", "sku"]


def test_more_than_three_options_or_2048_variants_are_refused() -> None:
    with pytest.raises(LimitReached) as caught:
        rules.plan([option(f"O{at}", "x") for at in range(4)], [])
    assert caught.value.limit == 3

    with pytest.raises(LimitReached) as caught:
        rules.plan([], [NewVariant()] * 2049)
    assert caught.value.limit == 2048


def test_2048_variants_fit() -> None:
    grid = [("A", [str(n) for n in range(32)]), ("B", [str(n) for n in range(64)])]

    assert len(rules.plan(*grid_of(grid)).variants) == 2048


def test_an_option_without_values_and_options_without_variants_are_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        rules.plan([NewOption({"en": "Size"}, ())], [])
    assert (caught.value.rule, caught.value.path[-1]) == ("empty", "values")

    with pytest.raises(InvalidInput) as caught:
        rules.plan([SIZE], [])
    assert (caught.value.rule, caught.value.path) == ("missing", ["input", "variants"])


def test_codes_that_are_given_stay_and_names_in_any_language_are_understood() -> None:
    colour = NewOption(
        {"ru": "Цвет", "uz-Latn": "Rang"},
        (NewValue({"ru": "Красный", "uz-Latn": "Qizil"}, code="red"),),
        code="colour",
    )

    plan = rules.plan([colour], [NewVariant(choices=(("Цвет", "Qizil"),))])

    assert plan.variants[0].codes == ("red",)
    assert plan.options[0].code == "colour"


def test_a_code_that_is_given_twice_is_refused() -> None:
    value = NewValue({"en": "Red"}, code="red")

    with pytest.raises(InvalidInput) as caught:
        rules.plan([NewOption({"en": "Colour"}, (value, value))], [])

    assert caught.value.path == ["input", "options", "0", "values", "1", "code"]


@given(st.text(max_size=400), st.integers(0, 30))
def test_a_numbered_slug_is_well_formed_and_free(name: str, others: int) -> None:
    base = rules.slug_base(name)
    taken: set[str] = set()
    for _ in range(others):
        taken.add(rules.numbered(base, taken))

    found = rules.numbered(base, taken)

    assert found not in taken
    assert 0 < len(found) <= 200
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.sampled_from(ProductStatus), st.sampled_from(ProductStatus))
def test_a_product_goes_to_any_other_state_but_not_to_its_own(was, wanted) -> None:
    if was is wanted:
        with pytest.raises(IllegalTransition):
            rules.move(was, wanted)
    else:
        assert rules.move(was, wanted) is wanted


@given(st.integers(0, rules.MAX_DEPTH - 1), st.integers(0, rules.MAX_DEPTH - 1))
def test_a_category_never_goes_below_itself(depth: int, below: int) -> None:
    path = ""
    for _ in range(depth + 1):
        path = f"{path}{new_id()}/"
    inner = path + "".join(f"{new_id()}/" for _ in range(below))

    with pytest.raises(InvalidInput) as caught:
        rules.check_move(path, inner, deepest=inner)

    assert caught.value.rule == "cycle"


def test_a_move_that_makes_the_tree_too_deep_is_refused() -> None:
    path = f"{new_id()}/"
    parent = "".join(f"{new_id()}/" for _ in range(rules.MAX_DEPTH - 1))

    rules.check_move(path, parent, deepest=path)
    with pytest.raises(LimitReached):
        rules.check_move(path, parent, deepest=f"{path}{new_id()}/")


@given(st.dictionaries(st.sampled_from(["en", "ru"]), st.text(max_size=30)), st.lists(st.text()))
def test_search_text_has_every_word_once_and_no_case(names, words) -> None:
    text = rules.search_text(names, words)

    assert text == text.lower()
    assert rules.search_text(names, [*words, *words]) == text
