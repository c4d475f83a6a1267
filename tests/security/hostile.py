"""Hostile values for each type of input, as JSON text: some cannot be written any other way."""

import json
from typing import Any

STRINGS = {
    "empty": "",
    "blank": " \t\n\u00a0",
    "100 kB": "я" * 50_000,
    "right to left": "\u202eevil\u2066\u200f",
    "combining": "e" + "\u0301" * 3000,
    "line breaks": "a\r\nSet-Cookie: x=1\r\n\r\n",
    "template": "{{7*7}}${7*7}<%= 7*7 %>{0}{name.__class__}",
    "format": "%s%n%d%(a)s%%",
    "formula": '=1+1|cmd"!A0',
    "sql": "' OR 1=1-- \\'; drop table x;",
    "emoji": "👩‍👩‍👧‍👦" * 20,
    "not a character": "\uffff\ufdd0\U0010ffff",
    "control": "\u0001\u001b[31m\u007f\u0085\u2028",
    "markup": "<script>alert(1)</script><svg onload=alert(1)>",
    "path": "../../../../etc/passwd",
    "regular expression": "(a+)+$" + "a" * 60 + "!\\",
    "like": "%_%_%_%_%_%\\",
    "long word": "a" * 3000,
    # One more than columns hold.
    **{f"word of {size}": "a" * size for size in (33, 65, 101, 201, 256, 501)},
}
NEVER_STORED = {
    "NUL": '"\\u0000x"',
    "half a pair": '"\\ud800x"',
    "pair the wrong way round": '"\\udc00\\ud800"',
}
OTHER = {
    "null": "null",
    "true": "true",
    "number": "1",
    "object": '{"a": 1}',
    "list": "[]",
    "list of null": "[null]",
    "endless number": "1e400",
}
NUMBERS = {
    name: name
    for name in (
        "0",
        "-1",
        "2147483647",
        "-2147483648",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "1e308",
        "1.5",
        "1e0",
        "-0",
    )
}
AMOUNTS = {
    text: json.dumps(text)
    for text in (
        "0", "-1", "-0", "1e3", "1E400", "NaN", "Infinity", "0.001", "1.000000000000000000001",
        "9" * 30, "9" * 400, "+1", "1,5", "0x10", "٣", " 1", "1_000", ".5", "5.",
        "92233720368547758.07", "92233720368547758.08",
    )
}  # fmt: skip
IDS = {
    "other kind": "zzz_" + "0" * 26,
    "too large": "{prefix}_" + "Z" * 26,
    "too short": "{prefix}_0",
    "unknown": "{prefix}_" + "0" * 26,
    "largest": "{prefix}_7" + "Z" * 25,
    "small letters": "{prefix}_" + "a" * 26,
    "very long": "{prefix}_" + "0" * 10_000,
    "underscores": "_" * 100,
    "uuid": "00000000-0000-0000-0000-000000000000",
    "digits of another script": "{prefix}_" + "٣" * 26,
}
DEEP = "[" * 400 + "]" * 400
JSONS = {
    "deep list": DEEP,
    "deep object": '{"a":' * 400 + "1" + "}" * 400,
    "large": json.dumps({"a": "x" * 200_000}),
    "many keys": json.dumps({f"key{n}": n for n in range(5000)}),
    "strange keys": '{"": 1, "__proto__": {}, "$where": "1", "' + "k" * 5000 + '": null}',
    "huge numbers": '{"price": 1e308, "a": 9223372036854775808, "b": -0.0}',
    "wrong types": '{"price": [], "script": {}, "brackets": {}, "per_kg": true}',
    "amounts": '{"price": "1e400", "script": "NaN"}',
    "negative": '{"price": "-1"}',
}


def values_for(name: str, *, prefix: str) -> dict[str, str]:
    """Attacks on one place, by what they are; `prefix` is that of the ids of the place."""
    texts = {key: json.dumps(value) for key, value in STRINGS.items()}
    ids = {key: json.dumps(value.replace("{prefix}", prefix)) for key, value in IDS.items()}
    special = {
        "ID": {**ids, **_some(texts, "empty", "100 kB", "sql", "emoji", "format")},
        "Int": NUMBERS,
        "Decimal": AMOUNTS,
        "JSON": {**JSONS, **_some(texts, "empty", "sql")},
        "Cursor": {**texts, **CURSORS},
        "List": LISTS,
        "Object": {},
        **{code: {**CODES, **_some(texts, *SHORT)} for code in CODED},
    }
    return {**OTHER, **NEVER_STORED, **special.get(name, texts)}


CODED = ("CountryCode", "CurrencyCode", "LanguageTag", "DateTime", "BigInt", "Boolean")
SHORT = ("empty", "100 kB", "sql", "emoji", "format")
CODES = {
    text: json.dumps(text)
    for text in ("ZZZ", "XXX", "XAU", "uzs", "ZZ", "AQ", "en-US", "EN", "uz", "0000-00-00", "1e9")
}
LISTS = {
    "1001 nulls": "[" + "null," * 1000 + "null]",
    "1001 words": "[" + '"a",' * 1000 + '"a"]',
    "nested": DEEP,
}
CURSORS = {
    "null in base 64": '"bnVsbA"',
    "empty list in base 64": '"W10"',
    "nonsense in base 64": '"' + "QUJD" * 2000 + '"',
}


def _some(values: dict[str, str], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names}
