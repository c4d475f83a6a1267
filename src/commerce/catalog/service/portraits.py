"""Products as they stand, whole and whatever their state: what an import compares with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, String, any_, bindparam, select

from commerce.catalog import queries
from commerce.catalog.models import Brand, Product
from commerce.catalog.rules import MAX_MEDIA
from commerce.catalog.service import surroundings
from commerce.kernel.reads import Reader, compiled

_TEXTS = bindparam("texts", type_=ARRAY(String))
_PRODUCTS = compiled(
    select(*queries.PRODUCT, Brand.name.label("brand"))
    .outerjoin(Brand, Brand.id == Product.brand_id)
    .where(Product.external_ref == any_(_TEXTS))
)
_SLUGS = compiled(select(Product.slug).where(Product.slug == any_(_TEXTS)))
_SURROUNDINGS = compiled(queries.surroundings_of())
_VARIANTS = compiled(queries.variants_of())
_MEDIA = compiled(queries.media_of())


@dataclass(slots=True)
class OptionPortrait:
    """An option; `values` are the names of its values by their codes."""

    code: str
    name: Mapping[str, str]
    values: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Portrait:
    """A product with its brand's name and the rows of all that hangs on it, in their order."""

    product: Any
    options: list[OptionPortrait] = field(default_factory=list)
    variants: list[Any] = field(default_factory=list)
    media: list[Any] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    categories: list[Any] = field(default_factory=list)


async def portraits(reader: Reader, refs: Sequence[str]) -> dict[str, Portrait]:
    """The products with these external references; four statements for any number."""
    rows = await reader.all(_PRODUCTS, texts=list(refs))
    found = {row.id: Portrait(row) for row in rows}
    if not found:
        return {}
    ids = list(found)
    for row in await reader.all(_SURROUNDINGS, ids=ids):
        _add(found[row.id], row)
    for row in await reader.all(_VARIANTS, ids=ids):
        found[row.product_id].variants.append(row)
    for row in await reader.all(_MEDIA, ids=ids, size=MAX_MEDIA):
        found[row.product_id].media.append(row)
    return {row.external_ref: found[row.id] for row in rows}


def _add(portrait: Portrait, row: Any) -> None:
    portrait.tags = [tag.name for tag in surroundings.tags(row)]
    portrait.categories = list(surroundings.categories(row))
    for option in surroundings.options(row):
        values = {value.code: value.name for value in option.values}
        portrait.options.append(OptionPortrait(option.code, option.name, values))


async def taken_slugs(reader: Reader, slugs: Sequence[str]) -> set[str]:
    """Those of these slugs that products have."""
    return {row.slug for row in await reader.all(_SLUGS, texts=list(slugs))}
