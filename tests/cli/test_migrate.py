"""`commerce migrate` and `commerce seed` on databases in every state."""

from typer.testing import CliRunner

from commerce.cli import app
from tests.scratch import ask, scratch_database


def test_an_empty_database_is_migrated_and_a_second_time_nothing_happens(server_url) -> None:
    with scratch_database(server_url, migrated=False) as url:
        for _ in range(2):
            result = CliRunner().invoke(app, ["migrate"], env={"DATABASE_URL": url})
            assert result.exit_code == 0, result.output

        assert ask(url, "select count(*) from catalog_product") == [(0,)]


def test_the_demo_tokens_are_shown_again_and_nothing_is_seeded_twice(
    commerce, seeded, asked
) -> None:
    before = asked("select count(*) from kernel_outbox")

    again = commerce("seed")

    assert again.exit_code == 0
    assert again.stdout == seeded.stdout
    assert again.stdout.startswith("admin token   umt_")
    assert asked("select count(*) from kernel_outbox") == before
    assert asked("select count(*) from channels_channel") == [(1,)]


def test_tokens_kept_elsewhere_are_not_invented(commerce, seeded, tmp_path) -> None:
    result = commerce("seed", COMMERCE_DATA_DIR=str(tmp_path / "other"))

    assert result.exit_code == 0
    assert "are not kept here" in result.stdout
