"""What is in a cart. Every function takes a cart that `edit` has locked, or `create` makes."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from commerce.cart import queries, rules
from commerce.cart.models import Cart, Line
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.reads import compiled
from commerce.kernel.records import row_of
from commerce.offers import service as offers
from commerce.offers.types import OfferTerms

_LINES = ("input", "lines")
_OF_CART = compiled(queries.lines())
_DELETE = compiled(queries.delete_lines())
_DROP = compiled(queries.delete_deliveries())
_DROP_OF = compiled(queries.delete_deliveries_of())


async def add_lines(tx: Tx, cart: Cart, wanted: Sequence[tuple[UUID, int]]) -> None:
    """Put pieces of offers into the cart; pieces of an offer that is there are added to its line.

    Raises:
        OfferUnavailable: an offer is not sold here now.
        InsufficientStock: there is less of it than the line would hold.
        LimitReached: too many lines or pieces, or a worth that cannot be counted.
    """
    present = {line.offer_id: line for line in await _lines(tx, cart)}
    quantities, terms = await _put(tx, cart, present, wanted)
    _drop_deliveries(tx, cart, quantities, terms)


async def fill(tx: Tx, cart: Cart, wanted: Sequence[tuple[UUID, int]]) -> None:
    """Put the first lines into a cart that this transaction creates.

    Raises:
        OfferUnavailable, InsufficientStock, LimitReached: see `add_lines`.
    """
    await _put(tx, cart, {}, wanted)


async def _put(
    tx: Tx, cart: Cart, present: dict[UUID, Line], wanted: Sequence[tuple[UUID, int]]
) -> tuple[Mapping[UUID, int], Mapping[UUID, OfferTerms]]:
    quantities = rules.merged(
        {key: line.quantity for key, line in present.items()}, wanted, path=_LINES
    )
    terms = await _terms(tx, cart, [*present, *quantities])
    positions = {offer_id: str(at) for at, (offer_id, _) in reversed(list(enumerate(wanted)))}
    # Ids of one moment are in no order: sorted, they keep that of the request.
    fresh = iter(sorted(new_id() for _ in quantities))
    for offer_id, quantity in quantities.items():
        path = (*_LINES, positions[offer_id])
        price = rules.check_offer(offer_id, quantity, terms.get(offer_id), path=path)
        line = present.get(offer_id)
        if line is None:
            line = row_of(
                Line,
                id=next(fresh),
                cart_id=cart.id,
                offer_id=offer_id,
                quantity=quantity,
                seen_minor=price,
            )
            tx.put(line)
            present[offer_id] = line
        line.quantity = quantity
    _check_worth(present.values(), terms)
    return quantities, terms


async def update_lines(tx: Tx, cart: Cart, wanted: Mapping[UUID, int]) -> None:
    """Set quantities by line id; 0 removes the line. Less is always possible.

    Raises:
        NotFound: the cart has no such line.
        OfferUnavailable: more is wanted of an offer that is not sold now.
        InsufficientStock: more is wanted than there is.
        LimitReached: a worth that cannot be counted.
    """
    lines = {line.id: line for line in await _lines(tx, cart)}
    terms = await _terms(tx, cart, [line.offer_id for line in lines.values()])
    changed, gone = [], []
    for position, (line_id, quantity) in enumerate(wanted.items()):
        path = (*_LINES, str(position))
        line = lines.get(line_id)
        if line is None:
            raise NotFound(path=path)
        if quantity > line.quantity:
            rules.check_offer(line.offer_id, quantity, terms.get(line.offer_id), path=path)
        if quantity != line.quantity:
            changed.append(line.offer_id)
        if quantity == 0:
            gone.append(line_id)
            del lines[line_id]
        else:
            line.quantity = quantity
    _check_worth(lines.values(), terms)
    if gone:
        tx.write(_DELETE, ids=gone)
    _drop_deliveries(tx, cart, changed, terms)


async def accept_prices(tx: Tx, cart: Cart) -> None:
    """Take note that the buyer agrees with the prices of this moment."""
    lines = await _lines(tx, cart)
    terms = await _terms(tx, cart, [line.offer_id for line in lines])
    for line in lines:
        known = terms.get(line.offer_id)
        if known is not None and known.price_minor is not None:
            line.seen_minor = known.price_minor


async def reprice(tx: Tx, cart: Cart) -> None:
    """Take the prices of the cart's currency, after it was changed, as seen."""
    lines = await _lines(tx, cart)
    terms = await _terms(tx, cart, [line.offer_id for line in lines])
    for line in lines:
        known = terms.get(line.offer_id)
        line.seen_minor = known.price_minor if known else None
    _check_worth(lines, terms)


def drop_all_deliveries(tx: Tx, cart: Cart) -> None:
    """Forget every chosen delivery: it was quoted for another place or currency."""
    tx.write(_DROP, id=cart.id)


async def _lines(tx: Tx, cart: Cart) -> list[Line]:
    return await tx.load(Line, _OF_CART, id=cart.id)


async def _terms(tx: Tx, cart: Cart, offer_ids: Iterable[UUID]) -> Mapping[UUID, OfferTerms]:
    wanted = list(dict.fromkeys(offer_ids))
    if not wanted:
        return {}
    return await offers.terms(tx, wanted, cart.channel_id, cart.currency)


def _check_worth(lines: Iterable[Line], terms: Mapping[UUID, OfferTerms]) -> None:
    prices = {offer_id: known.price_minor for offer_id, known in terms.items()}
    rules.check_worth([(line.quantity, prices.get(line.offer_id)) for line in lines], path=_LINES)


def _drop_deliveries(
    tx: Tx, cart: Cart, offer_ids: Iterable[UUID], terms: Mapping[UUID, OfferTerms]
) -> None:
    """Forget the deliveries of parcels that changed: they were quoted for other goods."""
    sellers = {terms[each].seller_id for each in offer_ids if each in terms}
    if sellers:
        tx.write(_DROP_OF, id=cart.id, ids=list(sellers))
