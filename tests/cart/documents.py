"""Documents that tests of the cart share."""

ERRORS = "errors { __typename ... on UserError { code path message } }"
TAXED = "fragment T on TaxedMoney { net { minorUnits } tax { minorUnits } gross { minorUnits } }"
CART = (
    TAXED
    + """
fragment C on Cart {
  id version state currency country language email phone note paymentProvider
  shippingAddress { name country city line1 line2 region postalCode phone }
  billingAddress { name country }
  lines {
    id name sku quantity available taxPercent
    unitPrice { minorUnits } seenPrice { minorUnits } total { ...T }
    problem { kind }
  }
  parcels {
    seller { id slug } deliveryMethod deliveryName requiresShipping weightGrams
    lines { id quantity } items { ...T } delivery { ...T }
  }
  totals { estimated items { ...T } delivery { ...T } total { ...T } }
  problems { kind message available was { minorUnits } now { minorUnits } seller { slug } }
}
"""
)
READ = CART + "query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { ...C } }"


def change(name: str, fields: str = "cart { ...C }") -> str:
    """A document of one mutation with its `input`."""
    kind = name[0].upper() + name[1:] + "Input"
    used = CART if "...C" in fields else ""
    return used + (
        f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {fields} "
        f"warnings {{ code message }} {ERRORS} }} }}"
    )


CREATE = change("cartCreate", "token cart { ...C }")
ADD = change("cartLinesAdd")
SET = change("cartLinesUpdate")
REMOVE = change("cartLinesRemove")
UPDATE = change("cartUpdate")
NOTE = change("cartNoteUpdate")
ACCEPT = change("cartPriceChangesAccept")
DELETE = change("cartDelete", "deleted")
BUYER = change("checkoutBuyerUpdate")
ADDRESSES = change("checkoutAddressesUpdate")
SELECT = change("checkoutDeliverySelect")
