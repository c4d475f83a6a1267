"""The operations that are measured: what a storefront sends."""

from functools import cache
from pathlib import Path

from graphql import GraphQLObjectType, build_schema

_SCHEMA = Path(__file__).parents[1] / "schema" / "schema.graphql"
_PRICE = "gross { amount currency }"
_RANGE = f"priceRange {{ from {{ {_PRICE} }} to {{ {_PRICE} }} }}"
CARD = f"id slug name thumbnail {{ url alt }} available {_RANGE}"
# The same from the fields every schema has had.
_OLD_CARD = f"id slug name media(first: 1) {{ url alt }} buyBox {{ available }} {_RANGE}"
_PAGE = "totalCount { value exact } pageInfo { hasNextPage endCursor }"


def listing(card: str) -> str:
    """The newest 24 products, each with what a card shows."""
    return f"query Listing {{ products(first: 24) {{ nodes {{ {card} }} {_PAGE} }} }}"


def by_price(card: str) -> str:
    """The cheapest 24 products of a category."""
    return f"""
    query Category($category: ID!) {{
      products(first: 24, where: {{category: {{eq: $category}}}}, sort: [{{key: PRICE}}]) {{
        nodes {{ {card} }} {_PAGE}
      }}
    }}"""


def search(card: str) -> str:
    """The best 24 products for a text."""
    return f"""
    query Search($text: String!) {{
      products(first: 24, search: $text) {{ nodes {{ {card} }} {_PAGE} }}
    }}"""


WIDE = f"""
query Wide {{
  products(first: 24) {{
    nodes {{
      id slug name description brand {{ name slug }} categories {{ name slug }}
      buyBox {{ id available price {{ {_PRICE} }} seller {{ name slug }} }}
    }}
    {_PAGE}
  }}
}}
"""
DETAIL = f"""
query Detail($slug: String!) {{
  product(by: {{slug: $slug}}) {{
    id name slug description brand {{ name }} categories {{ name slug }}
    media(first: 10) {{ url alt }} options {{ code name values {{ code name }} }}
    {_RANGE}
    variants {{
      id sku label options {{ name value option }}
      offers(first: 5) {{ id available price {{ {_PRICE} }} seller {{ name }} }}
    }}
  }}
}}
"""
CREATE = """
mutation ($input: CartCreateInput!) {
  cartCreate(input: $input) { cart { id } token errors { __typename } }
}
"""
ADDRESSES = """
mutation ($input: CheckoutAddressesUpdateInput!) {
  checkoutAddressesUpdate(input: $input) {
    cart { parcels { seller { id } deliveryOptions { method } } } errors { __typename }
  }
}
"""
DELIVERY = """
mutation ($input: CheckoutDeliverySelectInput!) {
  checkoutDeliverySelect(input: $input) { cart { version } errors { __typename } }
}
"""
PAYMENT = """
mutation ($input: CheckoutPaymentSelectInput!) {
  checkoutPaymentSelect(input: $input) { cart { version } errors { __typename } }
}
"""
COMPLETE = """
mutation ($input: CheckoutCompleteInput!, $key: IdempotencyKey!) {
  checkoutComplete(input: $input, idempotencyKey: $key) {
    orderGroup { number state total { gross { amount } } } errors { __typename }
  }
}
"""


@cache
def product_card() -> str:
    """What a card shows, in the words of the product's schema."""
    product = build_schema(_SCHEMA.read_text()).type_map["Product"]
    assert isinstance(product, GraphQLObjectType)
    return CARD if {"thumbnail", "available"} <= product.fields.keys() else _OLD_CARD
