"""`commerce import shopify`: exit codes, the report, nothing written by a dry run."""

from tests.imports.files import product, write

PRODUCTS = "select count(*) from catalog_product where external_ref is not null"


def test_a_sound_file_comes_in_and_a_second_time_changes_nothing(
    commerce, seeded, asked, tmp_path
) -> None:
    path = write(tmp_path / "sound.csv", [product("cup"), product("jug", variant_price="5")])

    first = commerce("import", "shopify", path, "--seller", "house", "--category", "Home > Cups")
    again = commerce("import", "shopify", path, "--category", "Home > Cups")

    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines()[-6:] == [
        "created: 2",
        "updated: 0",
        "unchanged: 0",
        "failed: 0",
        "errors: 0",
        "warnings: 0",
    ]
    assert "unchanged: 2" in again.stdout
    assert asked(PRODUCTS) == [(2,)]


def test_a_dry_run_shows_the_differences_and_writes_nothing(
    commerce, seeded, asked, tmp_path
) -> None:
    before = asked(PRODUCTS)
    path = write(tmp_path / "later.csv", [product("bowl")])

    result = commerce("import", "shopify", path, "--dry-run", "--report", "ru")

    assert result.exit_code == 0
    assert "создать: bowl (Bowl)" in result.stdout
    assert "пробный запуск: ничего не записано" in result.stdout
    assert asked(PRODUCTS) == before


def test_wrong_rows_are_told_by_row_and_column_and_the_rest_comes_in(
    commerce, seeded, asked, tmp_path
) -> None:
    (before,) = asked(PRODUCTS)[0]
    rows = [product("spoon", variant_price="-1"), product("fork")]

    result = commerce("import", "shopify", write(tmp_path / "some.csv", rows))

    assert result.exit_code == 1
    assert 'error: some.csv, row 2, column "Variant Price"' in result.stdout
    assert "created: 1" in result.stdout
    assert "failed: 1" in result.stdout
    assert asked(PRODUCTS) == [(before + 1,)]


def test_a_file_that_is_no_product_file_is_refused(commerce, seeded, asked, tmp_path) -> None:
    before = asked(PRODUCTS)
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0 not a table")

    result = commerce("import", "shopify", path)

    assert result.exit_code == 2
    assert "error: photo.csv: this is not a CSV file but JPEG" in result.stdout
    assert "files refused: 1" in result.stdout
    assert asked(PRODUCTS) == before


def test_wrong_usage_names_the_option_and_reads_nothing(commerce, seeded, tmp_path) -> None:
    path = write(tmp_path / "sound.csv", [product("plate")])

    for words, told in (
        (("--language", "de"), "--language is one of"),
        (("--seller", "nobody"), "there is no seller nobody"),
        (("--channel", "mars"), "there is no such channel"),
        (("--currency", "JPY"), "does not serve the currency JPY"),
    ):
        result = commerce("import", "shopify", path, *words)
        assert result.exit_code == 2
        assert told in " ".join(result.output.replace("│", " ").split())
