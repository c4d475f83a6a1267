"""The one schema: an explicit list of what each domain contributes."""

from collections import Counter

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema

from commerce.audit.graphql.mutations import SystemSwitchMutation
from commerce.audit.graphql.queries import AuditQuery
from commerce.cart.graphql import extends as _carts  # noqa: F401  # adds fields to lower types
from commerce.cart.graphql.checkout import CartCheckoutMutation
from commerce.cart.graphql.mutations import CartMutation
from commerce.cart.graphql.queries import CartQuery
from commerce.catalog.graphql.mutations.products import ProductMediaMutation, ProductMutation
from commerce.catalog.graphql.mutations.shelves import (
    BrandMutation,
    CategoryMutation,
    CollectionMutation,
)
from commerce.catalog.graphql.mutations.variants import VariantMutation
from commerce.catalog.graphql.queries import ProductQuery, ShelfQuery
from commerce.channels.graphql import extends as _channels  # noqa: F401  # adds fields to lower types
from commerce.channels.graphql.mutations import ChannelMutation
from commerce.channels.graphql.queries import ChannelQuery
from commerce.checkout.graphql.mutations import CheckoutMutation
from commerce.checkout.graphql.payment import CheckoutPaymentMutation
from commerce.customers.graphql import extends as _customers  # noqa: F401  # as offers below
from commerce.customers.graphql.mutations import AddressBookMutation
from commerce.customers.graphql.queries import AddressQuery
from commerce.graphql.nodes import NodeQuery
from commerce.graphql.system import SystemQuery
from commerce.identity.graphql.accounts import AccountMutation, PasswordMutation
from commerce.identity.graphql.api_keys import ApiKeyMutation, ApiKeyQuery
from commerce.identity.graphql.codes import CodeMutation
from commerce.identity.graphql.customers import CustomerMutation, CustomerQuery
from commerce.identity.graphql.factors import FactorMutation
from commerce.identity.graphql.links import LinkMutation, LinkQuery
from commerce.identity.graphql.passkeys import PasskeyMutation
from commerce.identity.graphql.queries import AccountQuery
from commerce.identity.graphql.roles import RoleMutation, RoleQuery
from commerce.identity.graphql.sessions import SessionMutation
from commerce.identity.graphql.staff import StaffMutation, StaffQuery
from commerce.inventory.graphql.mutations import InventoryMutation
from commerce.inventory.graphql.queries import InventoryQuery
from commerce.kernel.graphql.directives import add_in_context
from commerce.kernel.graphql.fields import Moves, Notice, Requires
from commerce.kernel.graphql.scalars import CONFIG
from commerce.offers.graphql import extends as _offers  # noqa: F401  # adds fields to lower types
from commerce.offers.graphql.mutations import OfferMutation
from commerce.offers.graphql.queries import OfferQuery
from commerce.offers.graphql.stock import OfferStockMutation
from commerce.orders.graphql import extends as _orders  # noqa: F401  # adds fields to lower types
from commerce.orders.graphql.mutations import OrderMutation
from commerce.orders.graphql.queries import OrderQuery
from commerce.payments.graphql.queries import PaymentQuery
from commerce.privacy.graphql import extends as _privacy  # noqa: F401  # adds to accounts
from commerce.privacy.graphql.mutations import PrivacyMutation
from commerce.search.graphql.queries import SearchQuery
from commerce.sellers.graphql import extends as _sellers  # noqa: F401  # adds fields to lower types
from commerce.sellers.graphql.members import SellerMemberMutation, SellerMemberQuery
from commerce.sellers.graphql.mutations import SellerMutation
from commerce.sellers.graphql.queries import SellerQuery
from commerce.shipping.graphql.mutations import ShippingMutation
from commerce.shipping.graphql.queries import ShippingQuery
from commerce.tax.graphql.mutations import TaxMutation
from commerce.tax.graphql.queries import TaxQuery

QUERIES: tuple[type, ...] = (
    SystemQuery,
    NodeQuery,
    AccountQuery,
    LinkQuery,
    AddressQuery,
    CustomerQuery,
    StaffQuery,
    RoleQuery,
    ApiKeyQuery,
    ChannelQuery,
    SellerQuery,
    SellerMemberQuery,
    ProductQuery,
    ShelfQuery,
    InventoryQuery,
    TaxQuery,
    ShippingQuery,
    OfferQuery,
    CartQuery,
    PaymentQuery,
    OrderQuery,
    SearchQuery,
    AuditQuery,
)
MUTATIONS: tuple[type, ...] = (
    AccountMutation,
    PasswordMutation,
    CodeMutation,
    FactorMutation,
    PasskeyMutation,
    LinkMutation,
    SessionMutation,
    CustomerMutation,
    AddressBookMutation,
    PrivacyMutation,
    StaffMutation,
    RoleMutation,
    ApiKeyMutation,
    ChannelMutation,
    SellerMutation,
    SellerMemberMutation,
    ProductMutation,
    ProductMediaMutation,
    CategoryMutation,
    CollectionMutation,
    BrandMutation,
    VariantMutation,
    InventoryMutation,
    TaxMutation,
    ShippingMutation,
    OfferMutation,
    OfferStockMutation,
    CartCheckoutMutation,
    CartMutation,
    OrderMutation,
    CheckoutMutation,
    CheckoutPaymentMutation,
    SystemSwitchMutation,
)


def merge(name: str, parts: tuple[type, ...]) -> type:
    """One root type out of many.

    Raises:
        TypeError: a field is there twice, or says nothing about access.
    """
    fields = [
        field
        for part in parts
        for field in part.__strawberry_definition__.fields  # type: ignore[attr-defined]  # set by strawberry
    ]
    twice = [n for n, count in Counter(f.python_name for f in fields).items() if count > 1]
    bare = [f.python_name for f in fields if "access" not in f.metadata or not f.description]
    if twice or bare:
        raise TypeError(f"{name}: defined twice {twice}, without access or description {bare}")
    about = f"The root of every {name.lower()}."
    return strawberry.type(type(name, parts, {}), description=about)


def build(
    queries: tuple[type, ...] = QUERIES, mutations: tuple[type, ...] = MUTATIONS
) -> strawberry.Schema:
    """The schema of the product, with what plugins add."""
    from commerce.graphql import codes  # noqa: F401  # gathers what domains declared

    schema = strawberry.Schema(
        query=merge("Query", queries),
        mutation=merge("Mutation", mutations),
        types=[Notice],
        config=CONFIG,
        schema_directives=[Requires, Moves],
    )
    add_in_context(core(schema))
    _mark_one_of(core(schema))
    return schema


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Tell graphql-core which inputs are `@oneOf`: strawberry checks them too late for literals."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema inside."""
    return schema._schema
