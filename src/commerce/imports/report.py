"""The report of an import as lines of text: counts, problems by row and column, differences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from commerce.imports.cells import shown
from commerce.imports.messages import LANGUAGES, text_of
from commerce.imports.rules import Change, ChangeKind, FieldChange, Value
from commerce.imports.types import Problem

SHOWN_PROBLEMS = 200
CONTEXT = 20

# word: (en, ru, uz)
WORDS: Mapping[str, tuple[str, str, str]] = {
    "row": ("row", "строка", "qator"),
    "line": ("line", "строка файла", "fayl satri"),
    "column": ("column", "столбец", "ustun"),
    "error": ("error", "ошибка", "xato"),
    "warning": ("warning", "предупреждение", "ogohlantirish"),
    "rows": ("rows read", "прочитано строк", "oʻqilgan qatorlar"),
    "errors": ("errors", "ошибок", "xatolar"),
    "warnings": ("warnings", "предупреждений", "ogohlantirishlar"),
    "more": ("more problems", "ещё замечаний", "yana muammolar"),
    "create": ("create", "создать", "yaratish"),
    "update": ("update", "обновить", "yangilash"),
    "unchanged": ("unchanged", "без изменений", "oʻzgarishsiz"),
    "created": ("created", "создано", "yaratildi"),
    "updated": ("updated", "обновлено", "yangilandi"),
    "failed": ("failed", "не удалось", "bajarilmadi"),
    "refused": ("files refused", "файлов отклонено", "rad etilgan fayllar"),
    "dry_run": (
        "dry run: nothing was written",
        "пробный запуск: ничего не записано",
        "sinov: hech narsa yozilmadi",
    ),
    "more_changes": (
        "more changed products",
        "ещё изменённых товаров",
        "yana oʻzgargan mahsulotlar",
    ),
    "new": ("new variant", "новый вариант", "yangi variant"),
    "kept": (
        "not in the file, left as it is",
        "нет в файле, остаётся как есть",
        "faylda yoʻq, oʻzgarishsiz qoladi",
    ),
}


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or in a dry run would do.

    Products are counted by what happened to them; `refused` counts files nothing was taken of.
    `changes` and `problems` are the first of each; the rest is only counted.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    refused: int = 0
    rows_read: int = 0
    errors: int = 0
    warnings: int = 0
    changes: tuple[Change, ...] = ()
    changes_omitted: int = 0
    problems: tuple[Problem, ...] = ()
    problems_omitted: int = 0
    dry_run: bool = False


def problem_line(problem: Problem, language: str = "en") -> str:
    """One problem with its place: file, row, line when it differs, column."""
    place = [problem.file]
    if problem.row is not None:
        place.append(f"{_word('row', language)} {problem.row}")
    if problem.line is not None and problem.line != problem.row:
        place.append(f"{_word('line', language)} {problem.line}")
    if problem.column is not None:
        place.append(f'{_word("column", language)} "{problem.column}"')
    severity = _word(problem.severity.value, language)
    return f"{severity}: {', '.join(place)}: {text_of(problem, language)}"


def problem_lines(
    problems: Sequence[Problem], *, omitted: int = 0, language: str = "en"
) -> Iterator[str]:
    """The first problems one by one, then how many more there are."""
    for problem in problems[:SHOWN_PROBLEMS]:
        yield problem_line(problem, language)
    more = len(problems[SHOWN_PROBLEMS:]) + omitted
    if more:
        yield f"{_word('more', language)}: {more}"


def change_lines(changes: Sequence[Change], *, language: str = "en") -> Iterator[str]:
    """What would happen to each product that does not stay as it is, old -> new."""
    for change in changes:
        if change.kind is ChangeKind.UNCHANGED:
            continue
        kind, draft = _word(change.kind.value, language), change.draft
        yield f"{kind}: {draft.handle} ({shown(draft.title)})"
        for field in change.fields:
            yield f"  {_field_line(field)}"
        for variant in change.new_variants:
            values = shown(" / ".join(variant.values))
            yield f"  {_word('new', language)}: {variant.seller_sku} {values}".rstrip()
        for sku in change.kept:
            yield f"  {sku}: {_word('kept', language)}"


def outcome_lines(report: ImportReport, *, language: str = "en") -> Iterator[str]:
    """What a dry run would do to products, then problems, then counts."""
    if report.dry_run:
        yield from change_lines(report.changes, language=language)
    if report.dry_run and report.changes_omitted:
        yield f"{_word('more_changes', language)}: {report.changes_omitted}"
    yield from problem_lines(report.problems, omitted=report.problems_omitted, language=language)
    yield from summary_lines(report, language=language)


def summary_lines(report: ImportReport, *, language: str = "en") -> Iterator[str]:
    """The counts: rows, products by what happened to them, errors, warnings."""
    if report.dry_run:
        yield _word("dry_run", language)
    yield f"{_word('rows', language)}: {report.rows_read}"
    for name in ("created", "updated", "unchanged", "failed", "refused"):
        count = getattr(report, name)
        if count or name != "refused":
            yield f"{_word(name, language)}: {count}"
    yield f"{_word('errors', language)}: {report.errors}"
    yield f"{_word('warnings', language)}: {report.warnings}"


def _field_line(change: FieldChange) -> str:
    name = f"{change.sku} {change.field}" if change.sku else change.field
    old, new = _text(change.old), _text(change.new)
    if old is None or new is None:
        return f"{name}: {_shown(change.old)} -> {_shown(change.new)}"
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = max(0, same - CONTEXT)
    return f'{name}: "{_from(old, start)}" -> "{_from(new, start)}"'


def _text(value: Value) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else None


def _from(text: str, start: int) -> str:
    """Long texts are shown from shortly before the place where they differ."""
    return shown(text) if start == 0 else f"…{shown(text[start:])}"


def _shown(value: Value) -> str:
    text = _text(value)
    return str(value).lower() if text is None else f'"{shown(text)}"'


def _word(key: str, language: str) -> str:
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return WORDS[key][place]
