"""`commerce projection`: what it finds, what it mends, and what it says."""

import psycopg


def change(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def test_a_seeded_shop_differs_in_nothing(commerce, seeded, asked) -> None:
    result = commerce("projection", "verify")

    assert (result.exit_code, result.stdout) == (0, "no difference\n")
    assert asked("select count(*) > 0 from search_listing where available") == [(True,)]


def test_differences_are_named_and_a_rebuild_mends_them(commerce, seeded, url) -> None:
    change(url, "update search_listing set lowest = 1 where currency = 'UZS'")
    change(url, "truncate search_counter")

    found = commerce("projection", "verify")
    assert found.exit_code == 1
    assert "listing product_id" in found.stdout and "differences" in found.stdout

    mended = commerce("projection", "rebuild")
    assert mended.exit_code == 0, mended.output
    assert mended.stdout.endswith("products are right\n")
    assert "the last is prod_" in mended.stderr
    assert commerce("projection", "verify").exit_code == 0


def test_a_rebuild_goes_on_where_one_was_cut_off(commerce, seeded, url, asked) -> None:
    (count,) = asked("select count(*) from catalog_product where status = 'active'")[0]
    said = commerce("projection", "rebuild").stderr
    last = said.split("the last is ")[-1].split()[0]

    assert commerce("projection", "rebuild").stdout == f"{count} products are right\n"
    assert commerce("projection", "rebuild", "--after", last).stdout == "0 products are right\n"
