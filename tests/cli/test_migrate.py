"""`commerce migrate` and `commerce seed` on databases in every state."""

import re

import psycopg
import pytest
from typer.testing import CliRunner

from commerce.cli import app
from commerce.kernel.walls import ROLES
from tests.scratch import ask, scratch_database


def test_an_empty_database_is_migrated_and_a_second_time_nothing_happens(server_url) -> None:
    with scratch_database(server_url, migrated=False) as url:
        for _ in range(2):
            result = CliRunner().invoke(app, ["migrate"], env={"DATABASE_URL": url})
            assert result.exit_code == 0, result.output

        assert ask(url, "select count(*) from catalog_product") == [(0,)]


def test_an_owner_migrates_and_the_program_works_as_a_login_that_owns_nothing(
    server_url, tmp_path
) -> None:
    with scratch_database(server_url), scratch_database(server_url, migrated=False) as url:
        name = url.rpartition("/")[2]
        owner = re.sub(r"//.*@", "//shop_owner:secret@", url)
        login = re.sub(r"//.*@", f"//{name}:secret@", url)
        for statement in (
            "drop role if exists shop_owner",
            "create role shop_owner login createrole password 'secret'",
            *(f"grant {role} to shop_owner with admin option" for role in ROLES),
            f'alter database "{name}" owner to shop_owner',
        ):
            tell(url, statement)
        served = {"DATABASE_URL": login, "COMMERCE_DATA_DIR": str(tmp_path)}
        try:
            lost = CliRunner().invoke(app, ["token", "list"], env=served)
            assert lost.exit_code != 0

            for _ in range(2):
                made = CliRunner().invoke(
                    app, ["migrate"], env={**served, "DATABASE_OWNER_URL": owner}
                )
                assert made.exit_code == 0, made.output
            for words in (["seed"], ["token", "list"], ["projection", "verify"]):
                done = CliRunner().invoke(app, words, env=served)
                assert done.exit_code == 0, done.output

            with psycopg.connect(login, autocommit=True) as connection:
                for role in (None, *ROLES):
                    connection.execute(f"set role {role or 'none'}".encode())
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        connection.execute("alter table catalog_product add extra int")
            refused = CliRunner().invoke(app, ["migrate"], env=served)
            assert refused.exit_code != 0
        finally:
            tell(url, f'alter database "{name}" owner to current_user')
            tell(url, "reassign owned by shop_owner to current_user; drop owned by shop_owner")
            tell(url, f'drop role if exists "{name}"')
            tell(url, "drop role shop_owner")


def tell(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


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
