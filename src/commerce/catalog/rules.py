"""Rules of products, their options and variants, and of the category tree."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from commerce.catalog.types import NewOption, NewValue, NewVariant, ProductStatus
from commerce.kernel.errors import IllegalTransition, InvalidInput, LimitReached
from commerce.kernel.text import fold, pick, slugify

MAX_OPTIONS = 3
MAX_VALUES = 500
MAX_VARIANTS = 2048
MAX_BULK = 100
MAX_CATEGORIES = 50
MAX_TAGS = 100
MAX_MEDIA = 100
MAX_COLLECTION = 1000
MAX_DEPTH = 10
PATH_STEP = 37  # a UUID and its slash
_LONGEST_SLUG = 200
_LONGEST_CODE = 90

TRANSITIONS: Mapping[ProductStatus, frozenset[ProductStatus]] = {
    ProductStatus.DRAFT: frozenset({ProductStatus.ACTIVE, ProductStatus.ARCHIVED}),
    ProductStatus.ACTIVE: frozenset({ProductStatus.DRAFT, ProductStatus.ARCHIVED}),
    ProductStatus.ARCHIVED: frozenset({ProductStatus.DRAFT, ProductStatus.ACTIVE}),
}
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """An option value with its code, or an option with its code and values."""

    code: str
    name: Mapping[str, str]
    values: tuple["Coded", ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A variant with the codes of its values, in the order of the options."""

    codes: tuple[str, ...]
    new: NewVariant

    @property
    def choice(self) -> str:
        """The spelling under which no form of a product is there twice."""
        return "/".join(self.codes)


@dataclass(frozen=True, slots=True)
class Plan:
    """Options and variants that fit together."""

    options: tuple[Coded, ...]
    variants: tuple[Chosen, ...]


def move(was: ProductStatus, wanted: ProductStatus) -> ProductStatus:
    """The wanted state of a product, if it can be reached.

    Raises:
        IllegalTransition: it cannot.
    """
    if wanted not in TRANSITIONS[was]:
        raise IllegalTransition(was, wanted)
    return wanted


def at_most(items: Collection[object], limit: int, *path: str) -> None:
    """Refuse a list that is too long.

    Raises:
        LimitReached: it is.
    """
    if len(items) > limit:
        raise LimitReached(limit, path=path)


def plan(options: Sequence[NewOption], variants: Sequence[NewVariant]) -> Plan:
    """Fit variants to options: each variant has one value of every option, none is there twice.

    Raises:
        LimitReached: too many options, values or variants.
        InvalidInput: a code or a choice is missing, unknown or there twice.
    """
    at_most(options, MAX_OPTIONS, "input", "options")
    at_most(variants, MAX_VARIANTS, "input", "variants")
    coded = _coded_options(options)
    wanted = variants or (() if options else (NewVariant(),))
    if not wanted:
        raise InvalidInput("missing", path=("input", "variants"))
    finder = Finder(coded)
    chosen = tuple(
        Chosen(finder.codes(new.choices, ("input", "variants", str(at), "options")), new)
        for at, new in enumerate(wanted)
    )
    _once((each.choice for each in chosen), "options")
    _once((each.new.sku for each in chosen), "sku")
    return Plan(coded, chosen)


def _once(values: Iterable[str | None], what: str) -> None:
    seen: set[str] = set()
    for at, value in enumerate(values):
        if value in seen:
            raise InvalidInput("twice", path=("input", "variants", str(at), what))
        if value is not None:
            seen.add(value)


def _coded_options(options: Sequence[NewOption]) -> tuple[Coded, ...]:
    codes = _codes(options, ("input", "options"))
    done = []
    for at, option in enumerate(options):
        path = ("input", "options", str(at), "values")
        if not option.values:
            raise InvalidInput("empty", path=path)
        at_most(option.values, MAX_VALUES, *path)
        value_codes = _codes(option.values, path)
        values = tuple(
            Coded(code, value.name) for code, value in zip(value_codes, option.values, strict=True)
        )
        done.append(Coded(codes[at], option.name, values))
    return tuple(done)


def _codes(items: Sequence[NewOption | NewValue], path: Path) -> list[str]:
    """The code of each item: its own, or a free one made from its name.

    A made code is nobody else's name, so that a variant which says "1" means the value named "1"
    and not the one named "¹".
    """
    given: set[str] = set()
    for at, item in enumerate(items):
        if item.code in given:
            raise InvalidInput("twice", path=(*path, str(at), "code"))
        if item.code is not None:
            given.add(item.code)
    bearers = Counter(name for item in items for name in {*item.name.values()})
    taken = given | bearers.keys()
    codes = []
    for item in items:
        own = {name for name in item.name.values() if bearers[name] == 1} - given
        taken -= own
        code = item.code or numbered(slug_base(pick(item.name, "en"))[:_LONGEST_CODE], taken)
        taken |= own | {code}
        codes.append(code)
    return codes


class Finder:
    """Finds the values a variant names, by code or by name in any language."""

    def __init__(self, options: Sequence[Coded]) -> None:
        self._options = _index(options)
        self._values = [_index(option.values) for option in options]
        self._codes = [[value.code for value in option.values] for option in options]

    def codes(self, choices: Sequence[tuple[str, str]], path: Path) -> tuple[str, ...]:
        """One value code per option, in their order.

        Raises:
            InvalidInput: an option or value is unknown, or an option is missing or there twice.
        """
        found: dict[int, str] = {}
        for place, (option, value) in enumerate(choices):
            at = self._options.get(option)
            if at is None:
                raise InvalidInput("unknown", path=(*path, str(place), "option"))
            if at in found:
                raise InvalidInput("twice", path=(*path, str(place), "option"))
            code = self._values[at].get(value)
            if code is None:
                raise InvalidInput("unknown", path=(*path, str(place), "value"))
            found[at] = self._codes[at][code]
        if len(found) != len(self._codes):
            raise InvalidInput("missing", path=path)
        return tuple(found[at] for at in range(len(self._codes)))


def _index(items: Sequence[Coded]) -> dict[str, int]:
    index: dict[str, int] = {}
    for at, item in enumerate(items):
        for name in item.name.values():
            index.setdefault(name, at)
    index.update({item.code: at for at, item in enumerate(items)})
    return index


def slug_base(name: str) -> str:
    """A slug for a name; one that no letter of ours can spell gets a digest."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
    return slugify(name) or f"x-{digest}"


def with_number(base: str, number: int) -> str:
    """`base` for 1, then base-2, base-3, ..., never longer than a slug."""
    if number == 1:
        return base
    tail = f"-{number}"
    return base[: _LONGEST_SLUG - len(tail)].rstrip("-") + tail


def numbered(base: str, taken: Collection[str]) -> str:
    """`base`, or when it is taken the first of base-2, base-3, ... that is not."""
    return next(each for n in count(1) if (each := with_number(base, n)) not in taken)


def path_below(parent_path: str, key: UUID) -> str:
    """The path of a category under a parent ("" for none).

    Raises:
        LimitReached: the tree would be too deep.
    """
    path = f"{parent_path}{key}/"
    if level_of(path) >= MAX_DEPTH:
        raise LimitReached(MAX_DEPTH, path=("input", "parent"))
    return path


def level_of(path: str) -> int:
    """How deep a category stands; a root is at 0."""
    return len(path) // PATH_STEP - 1


def check_move(path: str, parent_path: str, *, deepest: str) -> None:
    """Check that a category may go below a parent; `deepest` is the longest path in its tree.

    Raises:
        InvalidInput: it would contain itself.
        LimitReached: the tree would be too deep.
    """
    if parent_path.startswith(path):
        raise InvalidInput("cycle", path=("input", "parent"))
    below = level_of(deepest) - level_of(path)
    if level_of(parent_path) + 1 + below >= MAX_DEPTH:
        raise LimitReached(MAX_DEPTH, path=("input", "parent"))


def search_text(names: Mapping[str, str], words: Iterable[str | None]) -> str:
    """The folded text by which a product is found."""
    spoken = [names[language] for language in sorted(names)]
    folded = (fold(word) for word in (*spoken, *words) if word)
    return " ".join(dict.fromkeys(each for each in folded if each))
