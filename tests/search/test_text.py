"""Finding products by words: scripts, typing errors, hostile texts, suggestions."""

import pytest

from commerce.catalog.types import NewVariant
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.reads import compiled
from commerce.search.queries import texts
from commerce.search.service import lists
from commerce.search.types import Meaning

SEARCH = """
query ($search: String, $where: ProductWhere) {
  products(first: 20, search: $search, where: $where) {
    nodes { slug } totalCount { value }
  }
}
"""
SUGGEST = "query ($query: String!) { searchSuggest(query: $query) { text product { slug } } }"
TOY = {"uz-Latn": "Oʻyinchoq ayiq", "ru": "Игрушка мишка", "en": "Toy bear"}
PHONE = {"ru": "Телефон Самсунг", "en": "Samsung phone"}


@pytest.fixture(params=["few", "many"], autouse=True)
def frequency(request, monkeypatch) -> None:
    """Whether words pass for those that few products have, or for frequent ones."""
    if request.param == "many":
        words = compiled(texts.words_for(Meaning.MATCH, lists.MOST_WORDS, 0))
        monkeypatch.setitem(lists._WORDS_FOR, Meaning.MATCH, words)


@pytest.fixture
def found(gql):
    """The slugs a text finds."""

    async def call(search: str, **variables: object) -> list[str]:
        products = (await gql(SEARCH, search=search, **variables))["products"]
        slugs = [each["slug"] for each in products["nodes"]]
        assert products["totalCount"]["value"] == len(slugs)
        return slugs

    return call


@pytest.mark.parametrize(
    "text", ["o'yinchoq", "oʻyinchoq", "O`YINCHOQ", "ўйинчоқ", "уйинчок", "игрушка", "toy", "ayiq"]
)
async def test_every_spelling_finds_the_toy(make, found, text) -> None:
    await make.channel()
    await make.product(slug="toy", name=TOY)
    await make.product(slug="phone", name=PHONE)

    assert await found(text) == ["toy"]


@pytest.mark.parametrize(
    "text", ["телефон", "telefon", "ТЕЛЕФОН самсунг", "самсунг  телефон", "лефо"]
)
async def test_cyrillic_and_latin_meet(make, found, text) -> None:
    await make.channel()
    await make.product(slug="toy", name=TOY)
    await make.product(slug="phone", name=PHONE)

    assert await found(text) == ["phone"]


async def test_a_sku_and_a_brand_find_their_product(make, found) -> None:
    await make.channel()
    brand = await make.brand("Artel")
    await make.product(slug="fridge", brand_id=brand.id, variants=(NewVariant(sku="HD-276-FN"),))
    await make.product(slug="other")

    assert await found("артел") == ["fridge"]
    assert await found("hd-276") == ["fridge"]


async def test_every_word_must_be_there(make, found) -> None:
    await make.channel()
    await make.product(slug="phone", name=PHONE)

    assert await found("телефон мишка") == []
    assert await found("samsung телефон") == ["phone"]


@pytest.mark.parametrize(
    "text", ["телифон", "телефн", "тлеефон", "teleffon", "телефони", "samsumg"]
)
async def test_one_typing_error_is_forgiven_when_nothing_matches(make, found, text) -> None:
    await make.channel()
    await make.product(slug="phone", name=PHONE)
    await make.product(slug="toy", name=TOY)

    assert await found(text) == ["phone"]


async def test_what_resembles_is_not_shown_beside_what_matches(make, found) -> None:
    await make.channel()
    await make.product(slug="mishka", name={"ru": "Мишка"})
    await make.product(slug="myshka", name={"ru": "Мушка"})
    category = await make.category()
    await make.product(slug="other", name={"ru": "Мошка"}, category_ids=(category.id,))

    assert await found("мишка") == ["mishka"]


async def test_an_exact_name_comes_first_then_the_start_then_whole_words(make, found) -> None:
    await make.channel()
    await make.product(slug="exact", name={"en": "Rice"})
    await make.product(slug="inside", name={"en": "Licorice"})
    await make.product(slug="word", name={"en": "Brown rice"})
    await make.product(slug="start", name={"en": "Rice cooker"})

    assert await found("rice") == ["exact", "start", "word", "inside"]


@pytest.mark.parametrize("text", ["%", "_", "%%%%", "\\", "100%", "' or 1=1 --"])
async def test_signs_of_patterns_mean_nothing(make, found, text) -> None:
    await make.channel()
    await make.product(slug="plain", name={"en": "Plain 10 b"})

    seen = await found(text)

    assert seen in ([], ["plain"])


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
async def test_what_no_text_can_hold_is_refused(make, refused, text) -> None:
    await make.channel()

    assert await refused(SEARCH, search=text) == ["BAD_INPUT"]


async def test_an_underscore_is_not_any_letter(make, found) -> None:
    await make.channel()
    await make.product(slug="plain", name={"en": "abc"})
    await make.product(slug="scored", name={"en": "a_c"})

    assert await found("a_c") == ["scored"]


async def test_an_empty_text_searches_for_nothing(make, found) -> None:
    await make.channel()
    await make.product(slug="seen")

    assert await found("   ") == ["seen"]


@pytest.mark.parametrize(
    "text",
    ["%z" * 100, "abcdefghijkmnopqrtuvwyz1 " * 8, "zyxwvutrqponmkjihgfedcba " * 8, "(z+)+$" * 30],
)
async def test_long_and_odd_texts_are_answered(make, found, text) -> None:
    await make.channel()
    await make.product(slug="plain")

    assert await found(text) == []


async def test_suggestions_are_names_in_the_language_of_the_reader(gql, make) -> None:
    await make.channel()
    await make.product(slug="toy", name=TOY)
    await make.product(slug="hidden", name=TOY, published=False)
    await make.product(slug="phone", name=PHONE)

    for language, text in (("ru", "Игрушка мишка"), ("uz-Latn", "Oʻyinchoq ayiq")):
        seen = await gql(SUGGEST, wanted=Wanted(language=language), query="o'yin")
        assert seen["searchSuggest"] == [{"text": text, "product": {"slug": "toy"}}]


async def test_suggestions_begin_at_words_and_are_ten_at_most(gql, make) -> None:
    await make.channel()
    for number in range(12):
        await make.product(name={"en": f"Green tea {number}"})

    assert len((await gql(SUGGEST, query="te"))["searchSuggest"]) == 10
    assert (await gql(SUGGEST, query="reen"))["searchSuggest"] == []
    assert (await gql(SUGGEST, query=" "))["searchSuggest"] == []
