"""Options and variants through the API."""

import pytest
from sqlalchemy import func, select

from commerce.catalog.models import Option, OptionValue, Product, Variant, VariantValue
from commerce.catalog.types import NewVariant
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode
from commerce.kernel.tables import OutboxRow
from tests.make.catalog import option

ERRORS = "errors { __typename ... on UserError { code path } }"
FIELDS = "id sku barcode label weightGrams requiresShipping position version options { code }"
CREATE = f"""mutation ($input: ProductVariantCreateInput!) {{ productVariantCreate(input: $input) {{
  variant {{ {FIELDS} product {{ version }} }} {ERRORS} }} }}"""
UPDATE = f"""mutation ($input: ProductVariantUpdateInput!) {{ productVariantUpdate(input: $input) {{
  variant {{ {FIELDS} }} {ERRORS} }} }}"""
DELETE = f"""mutation ($input: ProductVariantActionInput!) {{ productVariantDelete(input: $input) {{
  deletedId product {{ version variants {{ label }} }} {ERRORS} }} }}"""
SET = f"""mutation ($input: ProductOptionsSetInput!) {{ productOptionsSet(input: $input) {{
  product {{ version options {{ name values {{ name }} }} variants {{ id sku label }} }}
  {ERRORS} }} }}"""


def en(text: str) -> list[dict[str, str]]:
    return [{"language": "en", "text": text}]


async def sized(make):
    """A shirt in sizes S, M and L, of which S and M are there."""
    return await make.product(
        options=(option("Size", "S", "M", "L"),),
        variants=tuple(NewVariant(sku=f"SKU-{s}", choices=(("Size", s),)) for s in ("S", "M")),
    )


async def test_a_variant_is_added_at_the_end(gql, make, admin, reader) -> None:
    await make.channel()
    product = await sized(make)

    payload = (
        await gql(
            CREATE,
            admin,
            input={
                "product": encode("prod", product.id),
                "sku": "SKU-L",
                "barcode": "123",
                "weightGrams": 250,
                "options": [{"option": "size", "value": "L"}],
                "expectedVersion": 2,
            },
        )
    )["productVariantCreate"]

    assert payload["errors"] == []
    assert payload["variant"] == {
        "id": payload["variant"]["id"],
        "sku": "SKU-L",
        "barcode": "123",
        "label": "L",
        "weightGrams": 250,
        "requiresShipping": True,
        "position": 2,
        "version": 1,
        "options": [{"code": "l"}],
        "product": {"version": 3},
    }
    assert "sku l 123" in await reader.scalar(select(Product.search_text))


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"options": []}, ("INVALID", ["input", "options"])),
        ({"options": [{"option": "Size", "value": "XL"}]},
         ("INVALID", ["input", "options", "0", "value"])),
        ({"options": [{"option": "Size", "value": "M"}]}, ("CONFLICT", ["input", "options"])),
        ({"sku": "SKU-S"}, ("CONFLICT", ["input", "sku"])),
        ({"sku": ""}, ("INVALID", ["input", "sku"])),
        ({"sku": "a\x07"}, ("INVALID", ["input", "sku"])),
        ({"weightGrams": -1}, ("INVALID", ["input", "weightGrams"])),
        ({"expectedVersion": 1}, ("STALE_VERSION", None)),
        ({"product": "prod_00000000000000000000000000"}, ("NOT_FOUND", ["input", "product"])),
    ],
)  # fmt: skip
async def test_a_variant_that_does_not_fit_is_refused(
    gql, make, admin, reader, values, error
) -> None:
    await make.channel()
    product = await sized(make)
    given = {
        "product": encode("prod", product.id),
        "options": [{"option": "Size", "value": "L"}],
    }

    payload = (await gql(CREATE, admin, input=given | values))["productVariantCreate"]

    assert payload["variant"] is None
    assert [(each["code"], each["path"]) for each in payload["errors"]] == [error]
    assert await reader.scalar(select(func.count(Variant.id))) == 2
    assert await reader.scalar(select(Product.version)) == 2


async def test_a_variant_changes_its_choice_and_its_codes(gql, make, admin, reader) -> None:
    await make.channel()
    product = await sized(make)
    small = (await make.variants(product))[0]

    payload = (
        await gql(
            UPDATE,
            admin,
            input={
                "id": encode("var", small.id),
                "sku": None,
                "barcode": "999",
                "options": [{"option": "Size", "value": "L"}],
                "requiresShipping": False,
                "position": 7,
                "expectedVersion": 1,
            },
        )
    )["productVariantUpdate"]

    assert payload["variant"] == {
        "id": encode("var", small.id),
        "sku": None,
        "barcode": "999",
        "label": "L",
        "weightGrams": 0,
        "requiresShipping": False,
        "position": 7,
        "version": 2,
        "options": [{"code": "l"}],
    }
    names = await reader.all(select(OutboxRow.name).where(OutboxRow.name.contains("variant")))
    assert [row.name for row in names] == ["catalog.variant_changed"]


async def test_a_variant_does_not_take_the_choice_of_another(gql, make, admin, reader) -> None:
    await make.channel()
    small, _ = await make.variants(await sized(make))
    choice = [{"option": "Size", "value": "M"}]

    payload = (await gql(UPDATE, admin, input={"id": encode("var", small.id), "options": choice}))[
        "productVariantUpdate"
    ]

    assert payload["errors"] == [
        {"__typename": "ConflictError", "code": "CONFLICT", "path": ["input", "options"]}
    ]
    rows = await reader.all(select(Variant.choice, Variant.version).order_by(Variant.position))
    assert [(row.choice, row.version) for row in rows] == [("s", 1), ("m", 1)]
    assert await reader.scalar(select(func.count(VariantValue.value_id))) == 2


async def test_the_last_variant_stays(gql, make, admin, reader) -> None:
    await make.channel()
    small, medium = await make.variants(await sized(make))

    first = (await gql(DELETE, admin, input={"id": encode("var", small.id)}))[
        "productVariantDelete"
    ]
    second = (await gql(DELETE, admin, input={"id": encode("var", medium.id)}))[
        "productVariantDelete"
    ]

    assert first["errors"] == []
    assert first["product"] == {"version": 3, "variants": [{"label": "M"}]}
    assert second["deletedId"] is None
    assert second["errors"][0]["code"] == "LAST_VARIANT"
    assert await reader.scalar(select(func.count(Variant.id))) == 1
    assert await reader.scalar(select(Product.version)) == 3


async def test_options_are_set_anew_and_what_stays_keeps_its_id(gql, make, admin, reader) -> None:
    await make.channel()
    product = await sized(make)
    small, _ = await make.variants(product)

    payload = (
        await gql(
            SET,
            admin,
            Wanted(language="ru"),
            input={
                "product": encode("prod", product.id),
                "expectedVersion": 2,
                "options": [
                    {
                        "code": "size",
                        "name": [*en("Size"), {"language": "ru", "text": "Размер"}],
                        "values": [{"name": en("S")}],
                    },
                    {"name": en("Colour"), "values": [{"name": en("Red")}, {"name": en("Blue")}]},
                ],
                "variants": [
                    {
                        "sku": "SKU-S",
                        "options": [
                            {"option": "Размер", "value": "S"},
                            {"option": "colour", "value": "Red"},
                        ],
                    },
                    {
                        "sku": "SKU-B",
                        "options": [
                            {"option": "Size", "value": "S"},
                            {"option": "Colour", "value": "blue"},
                        ],
                    },
                ],
            },
        )
    )["productOptionsSet"]

    assert payload["errors"] == []
    assert payload["product"]["version"] == 3
    assert payload["product"]["options"] == [
        {"name": "Размер", "values": [{"name": "S"}]},
        {"name": "Colour", "values": [{"name": "Red"}, {"name": "Blue"}]},
    ]
    variants = payload["product"]["variants"]
    assert [(each["sku"], each["label"]) for each in variants] == [
        ("SKU-S", "S / Red"),
        ("SKU-B", "S / Blue"),
    ]
    assert variants[0]["id"] == encode("var", small.id)
    assert await reader.scalar(select(func.count(OptionValue.id))) == 3
    assert await reader.scalar(select(func.count(Option.id))) == 2
    assert await reader.scalar(select(func.count(VariantValue.value_id))) == 4


async def test_options_that_do_not_fit_change_nothing(gql, make, admin, reader) -> None:
    await make.channel()
    product = await sized(make)

    payload = (
        await gql(
            SET,
            admin,
            input={
                "product": encode("prod", product.id),
                "options": [{"name": en(f"O{n}"), "values": [{"name": en("x")}]} for n in range(4)],
                "variants": [],
            },
        )
    )["productOptionsSet"]

    assert payload["errors"] == [
        {
            "__typename": "LimitReachedError",
            "code": "LIMIT_REACHED",
            "path": ["input", "options"],
        }
    ]
    assert await reader.scalar(select(func.count(Option.id))) == 1
    assert await reader.scalar(select(Product.version)) == 2


async def test_a_product_loses_its_options_and_keeps_one_variant(gql, make, admin) -> None:
    await make.channel()
    product = await sized(make)

    payload = (
        await gql(
            SET,
            admin,
            input={
                "product": encode("prod", product.id),
                "options": [],
                "variants": [{"sku": "SKU-M"}],
            },
        )
    )["productOptionsSet"]

    assert payload["product"]["options"] == []
    assert [each["label"] for each in payload["product"]["variants"]] == [""]


BULK = """
mutation ($input: ProductVariantBulkUpsertInput!) { productVariantBulkUpsert(input: $input) {
  variants { sku label weightGrams } errors { __typename ... on UserError { code path } }
} }"""


async def test_many_variants_are_added_or_changed_by_their_sku(gql, make, admin) -> None:
    await make.channel()
    product = await sized(make)
    given = {"product": encode("prod", product.id)}
    rows = [
        {"sku": "NEW-L", "options": [{"option": "Size", "value": "L"}], "weightGrams": 100},
    ]

    first = (await gql(BULK, admin, input={**given, "variants": rows}))["productVariantBulkUpsert"]
    rows[0]["weightGrams"] = 150
    again = (await gql(BULK, admin, input={**given, "variants": rows}))["productVariantBulkUpsert"]

    assert first["errors"] == again["errors"] == []
    assert [each["weightGrams"] for each in first["variants"]] == [100]
    assert again["variants"] == [{"sku": "NEW-L", "label": "L", "weightGrams": 150}]


async def test_one_wrong_variant_of_many_stops_them_all(gql, make, admin, reader) -> None:
    await make.channel()
    product = await sized(make)
    rows = [
        {"sku": "NEW-L", "options": [{"option": "Size", "value": "L"}]},
        {"sku": "NEW-X", "options": [{"option": "Colour", "value": "red"}]},
    ]
    before = await reader.scalar(select(func.count(Variant.id)))
    given = {"product": encode("prod", product.id), "variants": rows}

    payload = (await gql(BULK, admin, input=given))["productVariantBulkUpsert"]

    assert payload["variants"] == []
    assert payload["errors"][0]["path"][:3] == ["input", "variants", "1"]
    assert await reader.scalar(select(func.count(Variant.id))) == before
