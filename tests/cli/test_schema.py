"""`commerce schema`: writing, printing and comparing."""

from pathlib import Path

OLD = 'type Query { "a" tea(first: Int): String, mug: String! }'


def files(folder: Path, new: str) -> tuple[Path, Path]:
    old_path, new_path = folder / "old.graphql", folder / "new.graphql"
    old_path.write_text(OLD)
    new_path.write_text(new)
    return old_path, new_path


def test_a_removed_field_is_named_as_breaking(commerce, tmp_path) -> None:
    paths = files(tmp_path, "type Query { tea(first: Int): String }")

    result = commerce("schema", "diff", *paths)

    assert result.exit_code == 1
    assert result.stdout == "breaking: Field Query.mug was removed.\n"


def test_a_new_optional_argument_is_dangerous_but_does_not_break(commerce, tmp_path) -> None:
    paths = files(tmp_path, "type Query { tea(first: Int, last: Int): String, mug: String! }")

    result = commerce("schema", "diff", *paths)

    assert result.exit_code == 0
    assert result.stdout.startswith("dangerous: ")
    assert result.stdout.endswith("no breaking change\n")


def test_what_is_no_schema_is_refused(commerce, tmp_path) -> None:
    paths = files(tmp_path, "type Query {")

    result = commerce("schema", "diff", *paths)

    assert result.exit_code == 2
    assert "Syntax Error" in result.output


def test_what_is_written_is_what_is_printed_and_a_second_time_it_stays(commerce, tmp_path) -> None:
    first = commerce("schema", "write", "--folder", tmp_path)
    again = commerce("schema", "write", "--folder", tmp_path)

    assert first.stdout.count("written ") == 3
    assert again.stdout.count("unchanged") == 3
    assert commerce("schema", "print").stdout == (tmp_path / "schema.graphql").read_text("utf-8")
    assert commerce("schema", "diff", *[tmp_path / "schema.graphql"] * 2).exit_code == 0
