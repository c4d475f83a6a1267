"""What an address needs, country by country; a country that is not here has the general rule.

Postal codes by form only, as the postal services write them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from commerce.kernel.text import Texts, texts

# In the order in which a form asks for them; the names are those of `Address`.
FIELDS = (
    "name", "phone", "country", "region", "district", "city", "line1", "line2", "postal_code",
)  # fmt: skip
ALWAYS = frozenset({"name", "country", "city", "line1"})


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a country; the code is that of ISO 3166-2."""

    code: str
    name: Texts


@dataclass(frozen=True, slots=True)
class CountryRules:
    """`required` is what an address needs beside what every one needs; `unused` is not asked.

    `apart` are cities that belong to no region, so that none is required there.
    """

    required: frozenset[str] = frozenset()
    unused: frozenset[str] = frozenset({"district"})
    postal: str = r"[A-Z0-9][A-Z0-9 -]{1,10}"
    example: str = ""
    regions: tuple[Region, ...] = ()
    apart: tuple[str, ...] = ()


GENERAL = CountryRules()
_SIX, _FIVE = r"[0-9]{6}", r"[0-9]{5}"
_ALL = frozenset[str]()
_NO_REGION = frozenset({"region", "district"})
_POSTAL = frozenset({"postal_code"})
_BRITISH = r"GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}"


def _region(code: str, en: str, ru: str, uz: str) -> Region:
    return Region(f"UZ-{code}", texts(en=en, ru=ru, uz=uz))


_UZBEK = (
    _region("QR", "Karakalpakstan", "Республика Каракалпакстан", "Qoraqalpogʻiston Respublikasi"),
    _region("AN", "Andijan Region", "Андижанская область", "Andijon viloyati"),
    _region("BU", "Bukhara Region", "Бухарская область", "Buxoro viloyati"),
    _region("FA", "Fergana Region", "Ферганская область", "Fargʻona viloyati"),
    _region("JI", "Jizzakh Region", "Джизакская область", "Jizzax viloyati"),
    _region("XO", "Khorezm Region", "Хорезмская область", "Xorazm viloyati"),
    _region("NG", "Namangan Region", "Наманганская область", "Namangan viloyati"),
    _region("NW", "Navoiy Region", "Навоийская область", "Navoiy viloyati"),
    _region("QA", "Kashkadarya Region", "Кашкадарьинская область", "Qashqadaryo viloyati"),
    _region("SA", "Samarkand Region", "Самаркандская область", "Samarqand viloyati"),
    _region("SI", "Syrdarya Region", "Сырдарьинская область", "Sirdaryo viloyati"),
    _region("SU", "Surkhandarya Region", "Сурхандарьинская область", "Surxondaryo viloyati"),
    _region("TO", "Tashkent Region", "Ташкентская область", "Toshkent viloyati"),
    _region("TK", "Tashkent City", "город Ташкент", "Toshkent shahri"),
)
COUNTRIES: Mapping[str, CountryRules] = {
    "UZ": CountryRules(
        required=frozenset({"region"}),
        unused=_ALL,
        postal=_SIX,
        example="100000",
        regions=_UZBEK,
        apart=("Toshkent", "Toshkent shahri", "Ташкент", "Tashkent"),
    ),
    "RU": CountryRules(unused=_ALL, postal=_SIX, example="101000"),
    "KZ": CountryRules(
        unused=_ALL, postal=r"[0-9]{6}|[A-Z][0-9]{2}[A-Z][0-9][A-Z][0-9]", example="050000"
    ),
    "KG": CountryRules(unused=_ALL, postal=_SIX, example="720001"),
    "TJ": CountryRules(unused=_ALL, postal=_SIX, example="734000"),
    "TM": CountryRules(unused=_ALL, postal=_SIX, example="744000"),
    "US": CountryRules(
        required=_POSTAL | {"region"}, postal=r"[0-9]{5}(-[0-9]{4})?", example="20001"
    ),
    "GB": CountryRules(required=_POSTAL, unused=_NO_REGION, postal=_BRITISH, example="SW1A 1AA"),
    "DE": CountryRules(required=_POSTAL, unused=_NO_REGION, postal=_FIVE, example="10115"),
}
