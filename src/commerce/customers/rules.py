"""Pure rules of customers: what an address needs in its country, when a consent says something."""

import re
from dataclasses import replace

from babel import Locale

from commerce.customers.countries import ALWAYS, COUNTRIES, FIELDS, GENERAL, CountryRules
from commerce.customers.types import Address
from commerce.kernel.errors import InvalidInput
from commerce.kernel.text import fold

MOST_ADDRESSES = 50
MOST_CONSENTS = 50
_KNOWN = frozenset(filter(re.compile("[A-Z]{2}").fullmatch, map(str, Locale("en").territories)))
_CAMEL = {"postal_code": "postalCode"}


def rules_of(country: str) -> CountryRules | None:
    """What addresses in a country are held to; None when there is no such country."""
    return COUNTRIES.get(country, GENERAL) if country in _KNOWN else None


def fields_of(rules: CountryRules) -> list[tuple[str, bool]]:
    """What to ask for in a form, in order, and whether it must be there."""
    required = ALWAYS | rules.required
    return [(shown(name), name in required) for name in FIELDS if name not in rules.unused]


def shown(field: str) -> str:
    """A field of an address as clients name it."""
    return _CAMEL.get(field, field)


def checked(address: Address, *path: str) -> Address:
    """The address in its one form, if its country is content with it.

    Raises:
        InvalidInput: there is no such country, something it needs is missing, or the postal
            code is none of its own.
    """
    rules = rules_of(address.country)
    if rules is None:
        raise InvalidInput("country", path=(*path, "country"))
    code = (address.postal_code or "").strip().upper() or None
    if code is not None and not re.fullmatch(rules.postal, code):
        raise InvalidInput("postal_code", path=(*path, "postalCode"))
    found = replace(address, postal_code=code)
    for name in FIELDS:
        if name in rules.required and not getattr(found, name) and not _apart(found, name, rules):
            raise InvalidInput("missing", path=(*path, shown(name)))
    return found


def _apart(address: Address, field: str, rules: CountryRules) -> bool:
    """Whether a field may be left out because the city belongs to no region."""
    return field == "region" and fold(address.city) in map(fold, rules.apart)
