"""How a cart is split, priced and judged. Nothing here touches a database or a network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from commerce.cart.errors import OfferUnavailable
from commerce.cart.types import (
    CartLine,
    ChosenDelivery,
    Contents,
    PricedCart,
    PricedLine,
    PricedParcel,
    Problem,
    ProblemKind,
    UnavailableLine,
)
from commerce.inventory.errors import InsufficientStock
from commerce.kernel.errors import LimitReached
from commerce.kernel.money import MAX_MINOR, Taxed
from commerce.offers.types import OfferFacts, OfferTerms
from commerce.tax.types import TaxedLine, TaxLine, TaxQuote

MAX_LINES = 200
MAX_QUANTITY = 9999
# A rate is at most 100 %: half of the 64-bit range leaves room for tax on top of any price.
MOST_MINOR = MAX_MINOR // 2


@dataclass(frozen=True, slots=True)
class Bought:
    """A line that can be bought, with its price per piece."""

    line: CartLine
    facts: OfferFacts
    unit_minor: int

    @property
    def minor(self) -> int:
        return self.unit_minor * self.line.quantity

    @property
    def ref(self) -> str:
        return f"line:{self.line.line_id}"


@dataclass(frozen=True, slots=True)
class Parcel:
    """The lines of one seller and how they travel."""

    seller_id: UUID
    lines: tuple[Bought, ...]
    delivery: ChosenDelivery | None

    @property
    def requires_shipping(self) -> bool:
        return any(each.facts.requires_shipping for each in self.lines)

    @property
    def weight_grams(self) -> int:
        return sum(each.facts.weight_grams * each.line.quantity for each in self.lines)

    @property
    def quantity(self) -> int:
        return sum(each.line.quantity for each in self.lines)

    @property
    def items_minor(self) -> int:
        return sum(each.minor for each in self.lines)

    @property
    def ref(self) -> str:
        return f"delivery:{self.seller_id}"


@dataclass(frozen=True, slots=True)
class Split:
    """A cart by seller, and what cannot be bought."""

    parcels: tuple[Parcel, ...]
    unavailable: tuple[UnavailableLine, ...]

    def taxables(self) -> tuple[TaxLine, ...]:
        """Every amount to be taxed: the lines and the deliveries."""
        found = []
        for parcel in self.parcels:
            found += [TaxLine(each.ref, each.minor, each.facts.tax_class) for each in parcel.lines]
            if parcel.delivery is not None:
                chosen = parcel.delivery
                found.append(TaxLine(parcel.ref, chosen.quoted_minor, chosen.tax_class))
        return tuple(found)


def split(contents: Contents, facts: Mapping[UUID, OfferFacts]) -> Split:
    """Group lines by seller, sellers in the order of their first line.

    What is not sold, has no price, or is worth more than can be counted is unavailable.
    """
    chosen = {each.seller_id: each for each in contents.deliveries}
    room = MOST_MINOR - sum(each.quoted_minor for each in contents.deliveries)
    groups: dict[UUID, list[Bought]] = {}
    unavailable = []
    for line in sorted(contents.lines, key=lambda each: each.line_id):
        known = facts.get(line.offer_id)
        unit = known.price_minor if known is not None and known.sellable else None
        if known is None or unit is None or unit * line.quantity > room:
            unavailable.append(_unavailable(line, known))
            continue
        room -= unit * line.quantity
        groups.setdefault(known.seller_id, []).append(Bought(line, known, unit))
    return Split(
        tuple(_parcel(seller, lines, chosen.get(seller)) for seller, lines in groups.items()),
        tuple(unavailable),
    )


def _parcel(seller_id: UUID, lines: list[Bought], chosen: ChosenDelivery | None) -> Parcel:
    made = Parcel(seller_id, tuple(lines), chosen)
    return made if made.requires_shipping else Parcel(seller_id, tuple(lines), None)


def _unavailable(line: CartLine, known: OfferFacts | None) -> UnavailableLine:
    return UnavailableLine(
        line.line_id, line.offer_id, line.quantity, facts=known, seen_minor=line.seen_minor
    )


def assemble(contents: Contents, parts: Split, quote: TaxQuote) -> PricedCart:
    """Put a priced cart together; totals are sums of what they stand for."""
    nothing = Taxed(0, 0, contents.currency)
    parcels = tuple(_priced(each, quote.lines, nothing) for each in parts.parcels)
    items = sum((each.items for each in parcels), start=nothing)
    delivery = sum((each.delivery for each in parcels), start=nothing)
    return PricedCart(
        cart_id=contents.cart_id,
        version=contents.version,
        channel_id=contents.channel_id,
        currency=contents.currency,
        country=contents.country,
        parcels=parcels,
        unavailable=parts.unavailable,
        items=items,
        delivery=delivery,
        total=items + delivery,
        problems=problems(contents, parts),
        estimated=quote.estimated,
    )


def _priced(parcel: Parcel, taxes: Mapping[str, TaxedLine], nothing: Taxed) -> PricedParcel:
    currency = nothing.currency
    lines = tuple(_priced_line(each, taxes[each.ref], currency) for each in parcel.lines)
    chosen = parcel.delivery
    delivery = taxes[parcel.ref] if chosen else TaxedLine(0, 0, 0)
    return PricedParcel(
        seller_id=parcel.seller_id,
        lines=lines,
        items=sum((each.amount for each in lines), start=nothing),
        method_id=chosen.method_id if chosen else None,
        method_name=chosen.name if chosen else {},
        delivery=Taxed(delivery.net, delivery.tax, currency),
        delivery_rate=delivery.rate,
        quoted_minor=chosen.quoted_minor if chosen else None,
        weight_grams=parcel.weight_grams,
        quantity=parcel.quantity,
        items_minor=parcel.items_minor,
        requires_shipping=parcel.requires_shipping,
    )


def _priced_line(bought: Bought, taxed: TaxedLine, currency: str) -> PricedLine:
    return PricedLine(
        line_id=bought.line.line_id,
        offer_id=bought.line.offer_id,
        seller_id=bought.facts.seller_id,
        quantity=bought.line.quantity,
        facts=bought.facts,
        unit_minor=bought.unit_minor,
        seen_minor=bought.line.seen_minor,
        amount=Taxed(taxed.net, taxed.tax, currency),
        rate=taxed.rate,
    )


def problems(contents: Contents, parts: Split) -> tuple[Problem, ...]:
    """Everything the buyer has to settle before the cart can be bought."""
    found: list[Problem] = []
    if not contents.lines:
        found.append(Problem(ProblemKind.EMPTY))
    for line in parts.unavailable:
        found.append(Problem(ProblemKind.UNAVAILABLE, line.offer_id, line.seller_id))
    for parcel in parts.parcels:
        for bought in parcel.lines:
            found += _line_problems(bought)
        if parcel.requires_shipping and parcel.delivery is None:
            found.append(Problem(ProblemKind.DELIVERY_MISSING, seller_id=parcel.seller_id))
    ships = any(parcel.requires_shipping for parcel in parts.parcels)
    if ships and not contents.has_address:
        found.append(Problem(ProblemKind.ADDRESS_MISSING))
    if not contents.has_contact:
        found.append(Problem(ProblemKind.CONTACT_MISSING))
    if not contents.has_payment:
        found.append(Problem(ProblemKind.PAYMENT_MISSING))
    return tuple(found)


def _line_problems(bought: Bought) -> list[Problem]:
    line, facts = bought.line, bought.facts
    found = []
    if facts.available is not None and facts.available < line.quantity:
        left = max(0, facts.available)
        found.append(
            Problem(ProblemKind.OUT_OF_STOCK, line.offer_id, facts.seller_id, available=left)
        )
    if line.seen_minor != bought.unit_minor:
        found.append(
            Problem(
                ProblemKind.PRICE_CHANGED,
                line.offer_id,
                facts.seller_id,
                was=line.seen_minor,
                now=bought.unit_minor,
            )
        )
    return found


def delivery_problem(
    parcel: PricedParcel, offered: Mapping[UUID, int], *, failed: bool
) -> Problem | None:
    """Whether the chosen method still carries the parcel for what was quoted.

    `offered` are prices by method. When a provider failed, a method that is not among them
    keeps the promise that was made.
    """
    if parcel.method_id is None:
        return None
    now = offered.get(parcel.method_id)
    if now is None:
        missing = Problem(ProblemKind.DELIVERY_MISSING, seller_id=parcel.seller_id)
        return None if failed else missing
    if now == parcel.quoted_minor:
        return None
    return Problem(
        ProblemKind.DELIVERY_CHANGED,
        seller_id=parcel.seller_id,
        was=parcel.quoted_minor,
        now=now,
    )


def merged(
    present: Mapping[UUID, int], wanted: Sequence[tuple[UUID, int]], *, path: tuple[str, ...]
) -> dict[UUID, int]:
    """The new quantities of the wanted offers: what is there and what is added.

    Raises:
        LimitReached: too many lines, or too many pieces of one offer.
    """
    found: dict[UUID, int] = {}
    for offer_id, quantity in wanted:
        before = found.get(offer_id, present.get(offer_id, 0))
        found[offer_id] = before + quantity
        if found[offer_id] > MAX_QUANTITY:
            raise LimitReached(MAX_QUANTITY, path=path)
    if len(present.keys() | found.keys()) > MAX_LINES:
        raise LimitReached(MAX_LINES, path=path)
    return found


def check_offer(
    offer_id: UUID, quantity: int, known: OfferTerms | None, *, path: tuple[str, ...]
) -> int:
    """The price of an offer that may be bought in this quantity.

    Raises:
        OfferUnavailable: it is not sold here now.
        InsufficientStock: there is less of it.
    """
    if known is None or not known.sellable or known.price_minor is None:
        raise OfferUnavailable(offer_id, path=path)
    if known.available is not None and known.available < quantity:
        left = max(0, known.available)
        raise InsufficientStock(offer_id, requested=quantity, available=left, path=path)
    return known.price_minor


def check_worth(lines: Iterable[tuple[int, int | None]], *, path: tuple[str, ...]) -> None:
    """Let a cart pass whose amounts can be counted; `lines` are quantities and unit prices.

    Raises:
        LimitReached: the sum with its tax might not fit in 64 bits.
    """
    if sum(quantity * (price or 0) for quantity, price in lines) > MOST_MINOR:
        raise LimitReached(MOST_MINOR, path=path)
