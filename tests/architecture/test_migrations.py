"""One history of the schema: it makes what the models say, and it can be walked both ways."""

from alembic import command

from commerce.app import alembic_config
from tests.scratch import ask, scratch_database

SHAPE = """
select 'column', table_name, column_name, concat_ws(' ', data_type, character_maximum_length,
       is_nullable, column_default, is_identity)
from information_schema.columns where table_schema = 'public' and table_name <> 'alembic_version'
union all
select 'index', tablename, indexname, indexdef from pg_indexes
where schemaname = 'public' and tablename <> 'alembic_version'
union all
select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
from pg_constraint
where connamespace = 'public'::regnamespace and conrelid <> 'alembic_version'::regclass
union all
select 'extension', extname, '', '' from pg_extension
order by 1, 2, 3, 4
"""
LEFT = "select tablename from pg_tables where schemaname = 'public'"


def test_the_migrations_make_exactly_what_the_models_say(server_url: str) -> None:
    with scratch_database(server_url) as url:
        command.check(alembic_config(url))


def test_down_to_nothing_and_up_again_gives_the_same_schema(server_url: str) -> None:
    with scratch_database(server_url) as url:
        before = ask(url, SHAPE)

        command.downgrade(alembic_config(url), "base")
        assert ask(url, LEFT) == [("alembic_version",)]

        command.upgrade(alembic_config(url), "head")
        assert ask(url, SHAPE) == before
        assert len(before) > 100


def test_one_history_has_one_end(server_url: str) -> None:
    with scratch_database(server_url) as url:
        assert len(ask(url, "select version_num from alembic_version")) == 1
