"""The operations that are measured: what a storefront sends."""

CARD = """
fragment Card on Product {
  id name slug media(first: 1) { url }
  priceRange { from { gross { amount currency } } to { gross { amount currency } } }
  buyBox { available price { gross { amount currency } } }
}
"""
LISTING = (
    CARD
    + """
query Listing {
  products(first: 24) {
    nodes { ...Card } totalCount { value exact } pageInfo { hasNextPage endCursor }
  }
}
"""
)
SEARCH = (
    CARD
    + """
query Search($text: String!) {
  products(first: 24, search: $text) {
    nodes { ...Card } totalCount { value exact } pageInfo { hasNextPage endCursor }
  }
}
"""
)
DETAIL = """
query Detail($slug: String!) {
  product(by: {slug: $slug}) {
    id name slug description brand { name } media(first: 10) { url alt }
    categories { name slug } options { code name values { code name } }
    variants {
      id sku label
      buyBox { id available price { gross { amount currency } } seller { name } }
    }
  }
}
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
