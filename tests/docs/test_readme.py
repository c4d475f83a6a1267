"""README and the guides say what is so: variables, links, documents and commands."""

import inspect
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from graphql import OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values

from commerce.cli import app
from commerce.kernel.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = PAGES[0].read_text("utf-8")
CALLS = re.findall(r"^gql '(.+?)'(?: '(.+?)')?\n```", README, re.DOTALL | re.MULTILINE)
SCHEMA = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_the_configuration_table_has_every_variable_and_no_other() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)

    assert sorted(listed) == sorted(
        str(each.validation_alias) for each in Settings.model_fields.values()
    )


def test_the_configuration_table_has_the_defaults() -> None:
    table = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", README, re.MULTILINE))
    for each in Settings.model_fields.values():
        if each.default is None or str(each.validation_alias) not in table:
            continue
        given = each.get_default(call_default_factory=True)
        said = table[str(each.validation_alias)]
        wanted = given if isinstance(given, str) else json.dumps(given, default=str)
        assert said == wanted or float(said) == given, each.validation_alias


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = [each for each in LINK.findall(page.read_text("utf-8")) if "://" not in each]

    assert [each for each in targets if not (page.parent / each).exists()] == []


def test_a_purchase_takes_five_calls_and_reading_it_one() -> None:
    assert len(CALLS) == 6


@pytest.mark.parametrize(("document", "variables"), CALLS)
def test_a_call_of_the_readme_fits_the_schema(document: str, variables: str) -> None:
    parsed = parse(document)
    assert validate(SCHEMA, parsed) == []

    [operation] = parsed.definitions
    assert isinstance(operation, OperationDefinitionNode)
    given = get_variable_values(
        SCHEMA, operation.variable_definitions or (), json.loads(variables or "{}")
    )
    assert not isinstance(given, list), given


@cache
def commands() -> dict[str, Any]:
    """Every command by its words, with its function."""
    found: dict[str, Any] = {}
    for each in app.registered_commands:
        found[_name(each)] = each.callback
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for each in group.typer_instance.registered_commands:
            found[f"{group.name} {_name(each)}"] = each.callback
    return found


def _name(command: typer.models.CommandInfo) -> str:
    assert command.callback is not None
    return command.name or command.callback.__name__


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_named_exists_with_its_options(page: Path) -> None:
    text = page.read_text("utf-8")
    for line in re.findall(r"(?:^|`)commerce ([a-z][^`\n]*)", text, re.MULTILINE):
        words = re.match(r"[a-z]+(?: [a-z]+)?", line)
        assert words is not None
        command = next((w for w in (words[0], words[0].split()[0]) if w in commands()), None)
        assert command is not None, line
        options = re.findall(r"--([a-z-]+)", line.partition("#")[0])
        known = inspect.signature(commands()[command]).parameters
        assert [each for each in options if each.replace("-", "_") not in known] == [], line
