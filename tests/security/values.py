"""Values that work: which thing an id names at each place, and a sample for each type."""

from collections.abc import Mapping
from typing import Any

from commerce.cart.graphql.types import CART, LINE
from commerce.catalog.graphql.shelves import BRAND, CATEGORY, TAG
from commerce.catalog.graphql.types import COLLECTION, MEDIA, PRODUCT, VARIANT
from commerce.channels.graphql.types import CHANNEL
from commerce.customers.graphql.types import ADDRESS
from commerce.identity.names import ACCOUNT, CHALLENGE, GRANT, INVITATION, KEY, ROLE, SESSION
from commerce.inventory.graphql.types import LOCATION
from commerce.offers.graphql.types import OFFER
from commerce.orders.graphql.types import GROUP, ORDER
from commerce.sellers.graphql.types import SELLER
from commerce.shipping.graphql.types import METHOD, ZONE
from tests.make.accounts import PASSWORD

PREFIXES = {
    "cart": CART, "line": LINE, "brand": BRAND, "category": CATEGORY, "tag": TAG,
    "collection": COLLECTION, "media": MEDIA, "product": PRODUCT, "variant": VARIANT,
    "channel": CHANNEL, "location": LOCATION, "offer": OFFER, "group": GROUP, "order": ORDER,
    "seller": SELLER, "method": METHOD, "zone": ZONE, "session": SESSION, "challenge": CHALLENGE,
    "account": ACCOUNT, "customer": ACCOUNT, "role": ROLE, "grant": GRANT,
    "invitation": INVITATION, "key": KEY, "address": ADDRESS,
}  # fmt: skip
# What a field that is called `id`, or in another way, names; the longest beginning counts.
SUBJECTS = {
    "product": "product", "productVariant": "variant", "productMedia": "media",
    "categor": "category", "collection": "collection", "brand": "brand", "channel": "channel",
    "seller": "seller", "offer": "offer", "order": "order", "orderGroup": "group",
    "shippingMethod": "method", "shippingZone": "zone", "stockLocation": "location",
    "cart": "cart", "node": "product", "session": "session", "challenge": "challenge",
    "role": "role", "roleRevoke": "grant", "staff": "account", "customer": "customer",
    "invitation": "invitation", "apiKey": "key", "sellerMember": "grant",
    "accountAddress": "address",
}  # fmt: skip
NAMES = {
    "categories": "category", "parent": "category", "products": "product", "lines": "line",
}  # fmt: skip
SCALARS: dict[str, Any] = {
    "String": "text",
    "Int": 1,
    "Boolean": True,
    "DateTime": "2026-01-01T00:00:00.000Z",
    "Decimal": "7",
    "BigInt": "1",
    "JSON": {},
    "LanguageTag": "en",
    "CountryCode": "UZ",
    "CurrencyCode": "UZS",
    "IdempotencyKey": "00000000-0000-4000-8000-000000000000",
}
# By the last name of a place, or by the field and the last name.
TEXTS: dict[str, Any] = {
    "expectedVersion": None, "last": None, "before": None, "after": None, "first": 2,
    "slug": "new-slug", "code": "new-code", "sku": "NEW-SKU", "barcode": "4006381333931",
    "email": "aziza@example.uz", "phone": "+998901234567", "postalCode": "100000",
    "url": "https://images.example/a.jpg", "externalRef": "ref-1", "taxClass": "standard",
    "provider": "simulator", "returnUrl": "https://shop.example/back", "search": None,
    "publish": False, "quantity": 1, "onHand": 50, "channel": "uz", "position": 0,
    "config": {"price": "100"}, "data": {"script": "accept"}, "status": None, "where.status": None,
    "level": None, "option": "new-code", "value": "new-code", "compareAt.amount": "9",
    "Query.customers.email": None, "Query.customers.phone": None, "kind": "PLATFORM",
    "Mutation.apiKeyCreate.expiresAt": None,
    "Mutation.consentSet.kind": "TERMS", "Query.auditVerify.position": "1",
    "query": "te", "password": PASSWORD, "newPassword": "Anor daraxti 12",
    "Mutation.mfaContactEnroll.factor": "EMAIL", "Mutation.mfaDisable.factor": "EMAIL",
    "Mutation.mfaCodeRequest.factor": "EMAIL", "Mutation.oauthStart.provider": "test",
    "Mutation.oauthLinkRemove.provider": "test", "link": False,
    "Mutation.accountEmailChangeRequest.email": "newcomer@example.uz",
    "Mutation.shippingMethodCreate.provider": "flat", "Mutation.taxClassCreate.code": "frozen",
    "Mutation.orderTransition.status": "PROCESSING", "currencies": "UZS", "available": None,
    "Mutation.offerCreate.currency": "UZS",
    "Mutation.productVariantCreate.option": "colour",
    "Mutation.productVariantCreate.value": "green",
    "Mutation.productVariantUpdate.option": "colour",
    "Mutation.productVariantUpdate.value": "green",
    "Mutation.productVariantBulkUpsert.option": "colour",
    "Mutation.productVariantBulkUpsert.value": "green",
    "Mutation.productVariantBulkUpsert.barcode": "4006381333948",
    "Mutation.productVariantUpdate.barcode": "4006381333948",
    "Mutation.productVariantCreate.barcode": "4006381333948",
    "Query.products.key": "PRICE",
    "Query.product.slug": "teapot", "Query.seller.slug": "seller", "Query.channel.slug": "uz",
    "Query.category.slug": "kitchen", "Query.collection.slug": "gifts",
    "Query.product.sku": "POT-RED", "Query.productVariant.sku": "POT-RED",
    "Query.product.externalRef": "ext-1",
}  # fmt: skip


def id_kind(name: str, path: tuple[str | int, ...]) -> str:
    """What the id at a place of `Query.field` or `Mutation.field` names."""
    words = [step for step in path if isinstance(step, str)]
    last = words[-1]
    if last in ("eq", "in"):
        last = words[-2]
    if last in PREFIXES:
        return last
    if last in NAMES:
        return NAMES[last]
    field = name.split(".")[1]
    found = [key for key in SUBJECTS if field.startswith(key)]
    return SUBJECTS[max(found, key=len)] if found else ""


def sample(name: str, path: tuple[str | int, ...], kind: str, ids: Mapping[str, str]) -> Any:
    """A value for a place, given an id of each kind of thing (`token` is the cart's)."""
    words = [step for step in path if isinstance(step, str)]
    own = f"{name}.{words[-1]}"
    if own in ids:
        return ids[own]
    if words[-1] == "token":
        return ids.get("token")
    for key in (own, ".".join(words[-2:]), words[-1]):
        if key in TEXTS and kind != "ID":
            return TEXTS[key]
    if kind == "ID":
        return ids.get(id_kind(name, path))
    return SCALARS.get(kind)
