"""What is to be reached, and whether a run reached it."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measure import Outcome

CONSTANT = "constant"
SHARE = 0.7
_IDIOMATIC = 5.0
Lines = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Goal:
    """Bounds of one line; where both are given, rate or ratio is enough."""

    rps: float | None = None
    ratio: float | None = None
    p95: float | None = None
    idiomatic: str | None = None

    def __str__(self) -> str:
        speed = [f">= {self.rps:,.0f}/s"] if self.rps else []
        speed += [f">= {self.ratio:.3f} of constant"] if self.ratio else []
        parts = [" or ".join(speed)] if speed else []
        parts += [f"p95 <= {self.p95 * 1000:.0f} ms"] if self.p95 else []
        parts += [f">= {_IDIOMATIC:.0f}x idiomatic"] if self.idiomatic else []
        return ", ".join(parts)

    def met(self, line: Outcome, lines: Lines) -> bool:
        """Whether the line of a run keeps to all of it."""
        fast = (self.rps is not None and line.rps >= self.rps) or (
            self.ratio is not None and line.rps >= self.ratio * lines[CONSTANT].rps
        )
        return (
            (fast or (self.rps is None and self.ratio is None))
            and (self.p95 is None or line.p95 <= self.p95)
            and (self.idiomatic is None or line.rps >= _IDIOMATIC * lines[self.idiomatic].rps)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was measured, and its bounds if it has any."""

    title: str
    goal: Goal | None = None
    shared: bool = False


# `shared` are those of which a large catalogue must keep SHARE of the speed of a small one.
ROWS = {
    CONSTANT: Row("constant answer (Starlette)"),
    "listing": Row("listing of 24", Goal(rps=5000, ratio=1 / 5, p95=0.006), shared=True),
    "by_price": Row("listing by category, sorted by price", shared=True),
    "wide": Row("listing without the read model", Goal(rps=2000), shared=True),
    "page": Row("product page", Goal(rps=4000, ratio=1 / 6, p95=0.008), shared=True),
    "search": Row("text search of 24", Goal(rps=2500), shared=True),
    "listing_cached": Row("listing, response cache", Goal(ratio=0.6)),
    "page_cached": Row("product page, response cache", Goal(ratio=0.6)),
    "listing_anew": Row("listing, made anew"),
    "page_anew": Row("product page, made anew"),
    "listing_fallback": Row("listing, graphql-core", Goal(idiomatic="listing_idiomatic")),
    "page_fallback": Row("product page, graphql-core", Goal(idiomatic="page_idiomatic")),
    "listing_idiomatic": Row("listing, idiomatic strawberry + ORM"),
    "page_idiomatic": Row("product page, idiomatic strawberry + ORM"),
    "order": Row("checkout: orders of 5 requests", Goal(rps=200)),
    "complete": Row("checkoutComplete alone", Goal(p95=0.025)),
    "listing_sql": Row("bare SQL of the listing"),
    "page_sql": Row("bare SQL of the product page"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that belongs to no line; `most` is its bound."""

    title: str
    value: float
    unit: str
    most: float | None = None

    @property
    def met(self) -> bool | None:
        return None if self.most is None else self.value <= self.most
