"""The import contract for private modules catches every way round it."""

import pytest
from grimp import ImportGraph

from tools.contracts import PrivateModules


def verdict(importer: str, target: str) -> bool:
    """Whether the contract is kept when one module imports another."""
    graph = ImportGraph()
    graph.add_import(importer=importer, imported=target)
    options = {
        "root": "commerce",
        "private": ["models", "rules"],
        "allowed_importers": ["commerce.app"],
    }
    contract = PrivateModules(name="private", session_options={}, contract_options=options)
    return contract.check(graph, verbose=False).kept


@pytest.mark.parametrize(
    ("importer", "target"),
    [
        ("commerce.orders.service", "commerce.cart.models"),
        ("commerce.orders.service.place", "commerce.cart.models.line"),
        ("commerce.cartoons.service", "commerce.cart.models"),
        ("commerce.apple", "commerce.cart.rules"),
        ("commerce_tax_table", "commerce.tax.rules"),
    ],
)
def test_a_stranger_may_not_import_a_private_module(importer: str, target: str) -> None:
    assert not verdict(importer, target)


@pytest.mark.parametrize(
    ("importer", "target"),
    [
        ("commerce.cart.service.add", "commerce.cart.models.line"),
        ("commerce.cart", "commerce.cart.models"),
        ("commerce.app", "commerce.cart.models"),
        ("commerce.orders.graphql.types", "commerce.cart.graphql.models"),
        ("commerce.orders.service", "commerce.cart.service"),
    ],
)
def test_the_domain_itself_and_public_modules_are_free(importer: str, target: str) -> None:
    assert verdict(importer, target)
