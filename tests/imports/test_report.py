"""The report says every problem and every change in plain words of three languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from commerce.imports.messages import LANGUAGES, TEXTS
from commerce.imports.report import (
    ImportReport,
    change_lines,
    outcome_lines,
    problem_line,
    problem_lines,
    summary_lines,
)
from commerce.imports.rules import plan
from commerce.imports.shopify import parse
from commerce.imports.types import Problem, ProblemKey, ProductDraft, Severity
from tests.imports.files import product, sized, write
from tests.imports.known import known_from

FACT = re.compile(r"{(\w+)}")
PRICE = Problem(
    ProblemKey.PRICE_NOT_A_NUMBER,
    Severity.ERROR,
    "a.csv",
    3,
    5,
    "Variant Price",
    {"value": "free"},
)


def draft_of(path: Path, **cells: str) -> ProductDraft:
    (found,) = parse([write(path / "a.csv", [product("tea", **cells)])], exponent=2).products
    return found


@pytest.mark.parametrize("key", ProblemKey)
def test_every_problem_has_words_with_the_same_facts_in_every_language(key: ProblemKey) -> None:
    facts = [set(FACT.findall(text)) for text in TEXTS[key]]

    assert len(facts) == len(LANGUAGES)
    assert facts[0] == facts[1] == facts[2]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            'error: a.csv, row 3, line 5, column "Variant Price": the price "free" is not a number',
        ),
        (
            "ru",
            'ошибка: a.csv, строка 3, строка файла 5, столбец "Variant Price":'
            " цена «free» — не число",
        ),
        ("uz", 'xato: a.csv, qator 3, fayl satri 5, ustun "Variant Price": “free” narxi son emas'),
        (
            "de",
            'error: a.csv, row 3, line 5, column "Variant Price": the price "free" is not a number',
        ),
    ],
)
def test_a_problem_is_one_line_with_its_place(language: str, line: str) -> None:
    assert problem_line(PRICE, language) == line


def test_a_problem_of_the_whole_file_names_the_file_alone() -> None:
    problem = Problem(ProblemKey.EMPTY_FILE, Severity.ERROR, "a.csv")

    assert problem_line(problem) == "error: a.csv: the file is empty"


def test_only_the_first_problems_are_listed_and_the_rest_is_counted() -> None:
    lines = list(problem_lines([PRICE] * 250, omitted=7))

    assert len(lines) == 201
    assert lines[-1] == "more problems: 57"


def test_a_control_character_of_a_cell_never_reaches_the_report(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("tea", variant_price="\x1b[31m\u202e9")])

    (problem,) = parse([path], exponent=2).problems

    assert problem_line(problem).isprintable()


def test_changes_are_listed_old_to_new(tmp_path: Path) -> None:
    tea = draft_of(tmp_path)
    mug_path = write(tmp_path / "b.csv", [sized("mug", size="S", variant_sku="M-S")])
    (mug,) = parse([mug_path], exponent=2).products
    known = known_from(replace(tea, title="Old tea"))
    gone = replace(known.variants[0], sku="GONE", values=("x",), price_minor=5)
    known = replace(known, variants=(replace(known.variants[0], price_minor=900), gone))

    lines = list(change_lines([plan(tea, known), plan(mug, None), plan(tea, known_from(tea))]))

    assert lines == [
        "update: tea (Tea)",
        '  title: "Old tea" -> "Tea"',
        "  tea price_minor: 900 -> 1000",
        "  GONE: not in the file, left as it is",
        "create: mug (Mug)",
        "  new variant: M-S S",
    ]


def test_a_difference_deep_in_a_long_text_is_shown_where_it_is(tmp_path: Path) -> None:
    tea = draft_of(tmp_path)
    before = known_from(replace(tea, description_html="word " * 30 + "green"))
    after = replace(tea, description_html="word " * 30 + "black")

    (_, line) = change_lines([plan(after, before)])

    assert line == (
        '  description_html: "…word word word word green" -> "…word word word word black"'
    )


def test_the_summary_counts_rows_products_and_problems() -> None:
    report = ImportReport(created=1, failed=2, rows_read=5, errors=3, warnings=1)

    assert list(summary_lines(report)) == [
        "rows read: 5",
        "created: 1",
        "updated: 0",
        "unchanged: 0",
        "failed: 2",
        "errors: 3",
        "warnings: 1",
    ]


def test_the_summary_of_a_dry_run_with_a_refused_file_says_both() -> None:
    lines = list(summary_lines(ImportReport(refused=1, dry_run=True), language="ru"))

    assert lines[0] == "пробный запуск: ничего не записано"
    assert "файлов отклонено: 1" in lines


def test_the_whole_report_says_what_is_left_out_of_it(tmp_path: Path) -> None:
    change = plan(draft_of(tmp_path), None)
    report = ImportReport(
        changes=(change,), changes_omitted=4, problems=(PRICE,), errors=1, dry_run=True
    )

    lines = list(outcome_lines(report))

    assert lines[0] == "create: tea (Tea)"
    assert "more changed products: 4" in lines
    assert any(line.startswith("error: a.csv, row 3") for line in lines)
