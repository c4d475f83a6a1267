"""Pricing and judging a cart, without a database."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.cart import rules
from commerce.cart.errors import OfferUnavailable
from commerce.cart.types import CartLine, ChosenDelivery, Contents, PricedCart, ProblemKind
from commerce.inventory.errors import InsufficientStock
from commerce.kernel.errors import LimitReached
from commerce.kernel.money import MAX_MINOR, with_tax
from commerce.offers.types import OfferFacts
from commerce.tax.types import TaxedLine, TaxQuote, rate_of

DEAREST = 900_000_000_000_000  # 9 * 10^12 so'm in tiyin
RATES = {"standard": 120_000, "food": 0, "odd": 73_333, "most": 1_000_000}
BASE = OfferFacts(
    offer_id=UUID(int=1),
    product_id=UUID(int=2),
    variant_id=UUID(int=3),
    seller_id=UUID(int=4),
    sku="S",
    product_name={"en": "Tea"},
    product_slug="tea",
    variant_label={},
    tax_class="standard",
    weight_grams=500,
    requires_shipping=True,
    sellable=True,
    price_minor=1_000,
    available=10,
    image_url=None,
)
EMPTY = Contents(
    cart_id=UUID(int=9),
    version=1,
    channel_id=UUID(int=8),
    currency="UZS",
    country="UZ",
    prices_include_tax=True,
    has_address=True,
    has_contact=True,
    has_payment=True,
    lines=(),
    deliveries=(),
)


def offer(number: int, **given: object) -> OfferFacts:
    return replace(BASE, offer_id=UUID(int=number), **given)


def cart(*wanted: tuple[OfferFacts, int], **given: object) -> tuple[Contents, dict]:
    """The contents of a cart whose buyer saw the prices of now."""
    lines = tuple(
        CartLine(UUID(int=100 + at), facts.offer_id, quantity, facts.price_minor)
        for at, (facts, quantity) in enumerate(wanted)
    )
    return replace(EMPTY, lines=lines, **given), {facts.offer_id: facts for facts, _ in wanted}


def price(contents: Contents, facts: dict) -> PricedCart:
    """What the table of rates makes of it."""
    parts = rules.split(contents, facts)
    lines = {}
    for each in parts.taxables():
        rate = rate_of(RATES, each.tax_class)
        taxed = with_tax(
            each.amount_minor, contents.currency, rate=rate, included=contents.prices_include_tax
        )
        lines[each.ref] = TaxedLine(taxed.net, taxed.tax, rate)
    return rules.assemble(contents, parts, TaxQuote(lines))


def kinds(priced: PricedCart) -> list[ProblemKind]:
    return [each.kind for each in priced.problems]


OFFERS = st.builds(
    replace,
    st.just(BASE),
    offer_id=st.uuids(),
    seller_id=st.integers(1, 4).map(lambda n: UUID(int=n)),
    tax_class=st.sampled_from([*RATES, "unknown"]),
    price_minor=st.one_of(st.none(), st.integers(0, 10_000), st.just(DEAREST)),
    available=st.one_of(st.none(), st.integers(0, 9999)),
    sellable=st.sampled_from([True, True, True, False]),
    requires_shipping=st.booleans(),
)
LINES = st.lists(
    st.tuples(OFFERS, st.integers(1, 9999)), max_size=12, unique_by=lambda each: each[0].offer_id
)
DELIVERIES = st.lists(
    st.builds(
        ChosenDelivery,
        seller_id=st.integers(1, 5).map(lambda n: UUID(int=n)),
        method_id=st.uuids(),
        name=st.just({"en": "Courier"}),
        tax_class=st.sampled_from(list(RATES)),
        quoted_minor=st.integers(0, 10**9),
    ),
    max_size=5,
    unique_by=lambda each: each.seller_id,
).map(tuple)


@given(LINES, DELIVERIES, st.booleans(), st.sampled_from(["UZS", "JPY", "KWD"]))
def test_sums_are_exact(wanted, deliveries, included, currency) -> None:
    contents, facts = cart(
        *wanted, deliveries=deliveries, prices_include_tax=included, currency=currency
    )

    found = price(contents, facts)

    lines = [line for parcel in found.parcels for line in parcel.lines]
    for part in ("net", "tax", "gross"):
        items = sum(getattr(line.amount, part) for line in lines)
        delivery = sum(getattr(parcel.delivery, part) for parcel in found.parcels)
        assert getattr(found.items, part) == items
        assert getattr(found.delivery, part) == delivery
        assert getattr(found.total, part) == items + delivery
        assert 0 <= getattr(found.total, part) <= MAX_MINOR
    for line in lines:
        listed = line.unit_minor * line.quantity
        assert listed == (line.amount.gross if included else line.amount.net)


@given(LINES, DELIVERIES)
def test_every_line_is_in_one_parcel_of_its_seller_or_unavailable(wanted, deliveries) -> None:
    contents, facts = cart(*wanted, deliveries=deliveries)

    found = price(contents, facts)

    assert [line.line_id for line in found.lines] == [line.line_id for line in contents.lines]
    sellers = [parcel.seller_id for parcel in found.parcels]
    assert len(sellers) == len(set(sellers))
    for parcel in found.parcels:
        assert {line.seller_id for line in parcel.lines} == {parcel.seller_id}
        assert parcel.requires_shipping or parcel.delivery.gross == 0
    unavailable = [each for each in kinds(found) if each is ProblemKind.UNAVAILABLE]
    assert len(unavailable) == len(found.unavailable)


def test_parcels_come_in_the_order_of_their_first_lines() -> None:
    one, two = UUID(int=1), UUID(int=2)
    contents, facts = cart(
        (offer(1, seller_id=two), 1), (offer(2, seller_id=one), 1), (offer(3, seller_id=two), 1)
    )

    found = price(contents, facts)

    assert [parcel.seller_id for parcel in found.parcels] == [two, one]
    assert found.parcels[0].weight_grams == 1000


def test_what_cannot_be_counted_is_left_out_and_the_rest_still_adds_up() -> None:
    dear = [offer(n, price_minor=DEAREST, available=None) for n in range(1, 4)]

    found = price(*cart(*((each, 4000) for each in dear), (offer(9), 1)))

    assert [line.offer_id for line in found.unavailable] == [UUID(int=2), UUID(int=3)]
    assert found.total.gross == 4000 * DEAREST + 1000


def test_a_cart_in_order_has_no_problems() -> None:
    chosen = ChosenDelivery(BASE.seller_id, UUID(int=7), {}, "standard", 0)

    assert kinds(price(*cart((offer(1), 10), deliveries=(chosen,)))) == []


def test_each_problem_is_told_with_its_facts() -> None:
    contents, facts = cart((offer(1, available=2), 3))
    contents = replace(
        contents,
        lines=(replace(contents.lines[0], seen_minor=900),),
        has_address=False,
        has_contact=False,
        has_payment=False,
    )

    found = price(contents, facts)

    assert kinds(found) == [
        ProblemKind.OUT_OF_STOCK,
        ProblemKind.PRICE_CHANGED,
        ProblemKind.DELIVERY_MISSING,
        ProblemKind.ADDRESS_MISSING,
        ProblemKind.CONTACT_MISSING,
        ProblemKind.PAYMENT_MISSING,
    ]
    short, changed, missing = found.problems[:3]
    assert short.available == 2
    assert (changed.was, changed.now) == (900, 1000)
    assert missing.seller_id == BASE.seller_id


def test_a_price_nobody_has_seen_is_a_changed_price() -> None:
    contents, facts = cart((offer(1, requires_shipping=False), 1))
    contents = replace(contents, lines=(replace(contents.lines[0], seen_minor=None),))

    (problem,) = price(contents, facts).problems

    assert (problem.kind, problem.was, problem.now) == (ProblemKind.PRICE_CHANGED, None, 1000)


def test_an_offer_that_is_gone_is_unavailable() -> None:
    contents, _ = cart((offer(1), 1))

    found = price(contents, {})

    assert kinds(found) == [ProblemKind.UNAVAILABLE]
    assert found.total.gross == 0


@pytest.mark.parametrize(
    ("offered", "failed", "kind"),
    [
        ({7: 100}, False, None),
        ({7: 101}, False, ProblemKind.DELIVERY_CHANGED),
        ({8: 100}, False, ProblemKind.DELIVERY_MISSING),
        ({}, True, None),
    ],
)
def test_a_chosen_delivery_is_compared_with_what_is_offered(offered, failed, kind) -> None:
    chosen = ChosenDelivery(BASE.seller_id, UUID(int=7), {}, "standard", 100)
    (parcel,) = price(*cart((offer(1), 1), deliveries=(chosen,))).parcels

    prices = {UUID(int=method): minor for method, minor in offered.items()}
    problem = rules.delivery_problem(parcel, prices, failed=failed)

    assert (problem.kind if problem else None) is kind


def test_a_parcel_without_a_choice_has_nothing_to_compare() -> None:
    (parcel,) = price(*cart((offer(1), 1))).parcels

    assert rules.delivery_problem(parcel, {}, failed=False) is None


WANTED = st.lists(st.tuples(st.integers(1, 5).map(lambda n: UUID(int=n)), st.integers(1, 3000)))


@given(st.dictionaries(st.integers(1, 5).map(lambda n: UUID(int=n)), st.integers(1, 9999)), WANTED)
def test_merged_quantities_are_sums_within_the_limit(present, wanted) -> None:
    expected = dict(present)
    for offer_id, quantity in wanted:
        expected[offer_id] = expected.get(offer_id, 0) + quantity

    if max(expected.values(), default=0) > 9999:
        with pytest.raises(LimitReached):
            rules.merged(present, wanted, path=())
        return
    found = rules.merged(present, wanted, path=())

    assert found == {offer_id: expected[offer_id] for offer_id, _ in wanted}


def test_an_offer_is_checked_for_what_it_is_asked() -> None:
    known = offer(1)

    assert rules.check_offer(known.offer_id, 10, known, path=()) == 1000
    assert rules.check_offer(known.offer_id, 9999, replace(known, available=None), path=()) == 1000
    with pytest.raises(InsufficientStock) as short:
        rules.check_offer(known.offer_id, 11, replace(known, available=-3), path=())
    assert short.value.available == 0
    for wrong in (None, replace(known, sellable=False), replace(known, price_minor=None)):
        with pytest.raises(OfferUnavailable):
            rules.check_offer(known.offer_id, 1, wrong, path=())


def test_a_worth_that_might_not_fit_with_its_tax_is_a_limit() -> None:
    most = MAX_MINOR // 2
    rules.check_worth([(1, most), (3, None)], path=())

    with pytest.raises(LimitReached):
        rules.check_worth([(1, most), (1, 1)], path=())
