"""Slugs, plain lines and safe HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.imports.texts import plain, safe_html, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ocean Blue Shirt", "ocean-blue-shirt"),
        ("  --Tea__&  Jam!! ", "tea-jam"),
        ("қўғирчоқ", "qogirchoq"),
        ("qo'g'irchoq", "qogirchoq"),
        ("qoʻgʻirchoq", "qogirchoq"),
        ("Елим поезд объектив телефон", "yelim-poyezd-obyektiv-telefon"),
        ("цемент пицца кондиционер", "sement-pitssa-konditsioner"),
        ("шампунь премьера санъат", "shampun-premyera-sanat"),
        ("щётка ёғ юбка яблоко", "shyotka-yog-yubka-yabloko"),
        ("Crème Brûlée", "creme-brulee"),
        ("ÖZBEK ğ ş", "ozbek-g-s"),
        ("茶 100%", "茶-100"),
        ("…", ""),
    ],
)
def test_slugs_stay_readable(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_of_a_slug_is_the_same_slug(text: str) -> None:
    slug = slugify(text)

    assert slugify(slug) == slug
    assert all(letter.isalnum() or letter == "-" for letter in slug)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a < b & c", "a < b & c"),
        ("<b>Tea</b> &amp; jam", "Tea & jam"),
        ("<b>&lt;script&gt;x()&lt;/script&gt;</b>", ""),
        ("one\n two\t\x00three", "one two three"),
        ("pay\u202eexe.gpj", "payexe.gpj"),
        ("у\u0306", "ў"),
    ],
)
def test_a_plain_line_has_neither_markup_nor_control_characters(text: str, line: str) -> None:
    assert plain(text) == line


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert safe_html(safe_html(text)) == safe_html(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<p>a</p><ul><li>b</li></ul>", "<p>a</p><ul><li>b</li></ul>"),
        ("<style>p{}</style><p style='x'>a</p>", "<p>a</p>"),
        ("<svg onload=x()>", ""),
        ("<p>5 < 6 & 7</p>", "<p>5 &lt; 6 &amp; 7</p>"),
        (
            "<table><tr><td colspan=2>a</td></tr></table>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        ('<img src="https://e.example/a.jpg">', ""),
        ('<a href="//e.example/">x</a>', '<a rel="nofollow noopener noreferrer">x</a>'),
    ],
)
def test_a_description_keeps_structure_only(text: str, safe: str) -> None:
    assert safe_html(text) == safe
