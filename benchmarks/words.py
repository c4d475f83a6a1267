"""Names of the benchmark's goods: words in four languages, the same at every run."""

from dataclasses import dataclass

from commerce.kernel.text import fold, to_cyrillic

GOODS = (
    ("telefon", "телефон", "phone"), ("choynak", "чайник", "kettle"),
    ("oʻyinchoq", "игрушка", "toy"), ("koʻylak", "рубашка", "shirt"),
    ("gilam", "ковёр", "carpet"), ("sumka", "сумка", "bag"),
    ("soat", "часы", "watch"), ("kitob", "книга", "book"),
    ("stol", "стол", "table"), ("chiroq", "лампа", "lamp"),
    ("pichoq", "нож", "knife"), ("koʻrpa", "одеяло", "blanket"),
    ("poyabzal", "обувь", "shoes"), ("guldon", "ваза", "vase"),
    ("kalit", "ключ", "wrench"), ("toʻp", "мяч", "ball"),
)  # fmt: skip
QUALITIES = (
    ("qizil", "красный", "red"), ("koʻk", "синий", "blue"), ("yashil", "зелёный", "green"),
    ("oq", "белый", "white"), ("katta", "большой", "large"), ("kichik", "малый", "small"),
    ("yangi", "новый", "new"), ("yengil", "лёгкий", "light"), ("issiq", "тёплый", "warm"),
    ("milliy", "национальный", "national"), ("bolalar", "детский", "kids"),
    ("ayollar", "женский", "women"), ("erkaklar", "мужской", "men"),
)  # fmt: skip
_LANGUAGES = ("uz-Latn", "ru", "en")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name in four languages and the folded text it is found by."""

    name: dict[str, str]
    search_text: str


def naming(number: int) -> Naming:
    """The name of product `number`; neighbours differ, and all are told apart by a model."""
    goods = GOODS[number % len(GOODS)]
    quality = QUALITIES[number * 7 % len(QUALITIES)]
    model = f"M{number}"
    name = {
        language: f"{quality[at]} {goods[at]} {model}".capitalize()
        for at, language in enumerate(_LANGUAGES)
    }
    name["uz-Cyrl"] = to_cyrillic(name["uz-Latn"])
    folded = dict.fromkeys(fold(each) for each in name.values())
    return Naming(name, " ".join(folded))
