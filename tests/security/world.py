"""A shop with one of everything, twice: two sellers who must not reach each other."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from commerce.app import App
from commerce.cart.models import Line
from commerce.catalog.models import ProductMedia, Variant
from commerce.catalog.types import NewVariant
from commerce.customers import service as customers
from commerce.customers.types import Address
from commerce.identity import service as identity
from commerce.identity.models import Challenge, Token
from commerce.identity.models import Role as StoredRole
from commerce.identity.names import CHALLENGE, SESSION
from commerce.identity.service.challenges import secret_of
from commerce.identity.types import (
    AccountState,
    Contact,
    ContactKind,
    NewInvitation,
    NewKey,
    Place,
    Proof,
    Purpose,
    Role,
    RoleKind,
    Sender,
)
from commerce.inventory.models import Stock
from commerce.kernel.access import GUEST, SYSTEM, Actor
from commerce.kernel.ids import decode, encode
from commerce.payments.models import Attempt
from commerce.sellers.types import SellerStatus
from tests.client import run
from tests.flows.journey import Journey
from tests.make import Make
from tests.make.catalog import option
from tests.security.values import PREFIXES

HIDDEN = "HIDDEN"  # in the name of everything that the public must never see
OWN = "PRIVATE"  # with the name of the seller, in everything that only it may see


@dataclass
class World:
    """Public ids by kind: `ids` for what is shared and what the first seller owns.

    `theirs` are those of the second seller; `hidden` are of things the public does not see.
    `tokens` are the secrets of an admin, of both sellers and of a buyer; "guest" has none.
    `buyer` is that one as an actor.
    """

    ids: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    buyer: Actor = GUEST


async def build_world(app: App) -> World:
    """Fill an empty shop."""
    world, make = World(), Make(app)
    await _market(world, make)
    await _goods(world, make)
    for name, known in (("seller", world.ids), ("rival", world.theirs)):
        await _shop(world, make, name, known)
    await _concealed(world, make)
    await _purchases(world, app, make)
    await _people(world, app, make)
    await _roles(world, app, make)
    async with app.db.transaction() as tx:
        world.tokens["admin"] = await identity.create_token(tx, "admin", role=Role.ADMIN)
    app.cache.clear()
    return world


def _name(kind: str, row: Any) -> str:
    return encode(PREFIXES[kind], row.id)


async def _market(world: World, make: Make) -> None:
    channel = await make.channel(slug="uz", currencies=("UZS", "USD", "JPY", "KWD"))
    await make.tax_rate()
    world.ids["channel"] = _name("channel", channel)


async def _goods(world: World, make: Make) -> None:
    brand, category = await make.brand("Registan"), await make.category()
    leaf = await make.category(parent=category, slug="kitchen")
    product = await make.product(
        slug="teapot",
        name={"en": "Teapot", "ru": "Чайник", "uz-Latn": "Choynak"},
        brand_id=brand.id,
        category_ids=(category.id, leaf.id),
        tags=("clay",),
        external_ref="ext-1",
        media=(("https://images.example/1.jpg", {"en": "front"}),),
        options=(option("Colour", "Red", "Blue", "Green"),),
        variants=(
            NewVariant(sku="POT-RED", barcode="4006381333931", choices=(("Colour", "Red"),)),
            NewVariant(sku="POT-BLUE", choices=(("Colour", "Blue"),)),
        ),
    )
    collection, unused = await make.collection(product, slug="gifts"), await make.brand()
    async with make.db.transaction() as tx:
        stmt = select(Variant).where(Variant.product_id == product.id).order_by(Variant.position)
        variants = await tx.all(stmt)
        media = await tx.one_or_none(
            select(ProductMedia).where(ProductMedia.product_id == product.id)
        )
    world.ids |= {
        "brand": _name("brand", brand),
        "category": _name("category", leaf),
        "product": _name("product", product),
        "variant": _name("variant", variants[0]),
        "collection": _name("collection", collection),
        "media": _name("media", media),
    }
    # An offer exists for the first variant already; a category cannot move into itself.
    world.ids["Mutation.offerCreate.variant"] = _name("variant", variants[1])
    world.ids["Mutation.brandDelete.id"] = _name("brand", unused)
    world.ids["Mutation.categoryMove.parent"] = _name("category", category)


def _link(challenge_id: Any) -> str:
    return f"{encode(CHALLENGE, challenge_id)}.{secret_of(challenge_id, coded=False)}"


async def _roles(world: World, app: App, make: Make) -> None:
    """A role of the shop's own, somebody of the staff, an admin who is a person, a key."""
    chief, helper, buyer = await make.account(), await make.account(), await make.account()
    await make.grant(chief, "admin")
    own = StoredRole(name="Watcher", kind=RoleKind.PLATFORM, permissions=["ORDER_READ"])
    await make.put(own)
    held = await make.grant(helper, "support")
    sender = Sender("198.51.100.1", "198.51.100.1", "test")
    async with app.db.transaction() as tx:
        opened = await identity.open_session(
            tx, chief, proofs=[Proof.PASSWORD], sender=sender, settings=app.settings
        )
        asked = await identity.invite_staff(tx, "asked@example.uz", "support", language="en")
        actor = await identity.actor_now(tx, chief.id)
        new = NewKey("till", frozenset({"ORDER_READ"}))
        key, secret = await identity.create_key(tx, actor, chief.id, new)
    world.tokens["chief"] = opened.access
    world.secrets |= {opened.refresh, secret}
    world.ids |= {
        "role": _name("role", own),
        "key": _name("key", key),
        "account": _name("account", helper),
        "customer": _name("account", buyer),
        "Mutation.roleGrant.role": _name("role", await make.role("editor")),
        "Mutation.roleRevoke.id": _name("grant", held),
        "Mutation.staffInvite.role": _name("role", await make.role("editor")),
        "Mutation.staffInvitationAccept.linkToken": _link(asked.challenge_id),
    }


async def _shop(world: World, make: Make, name: str, known: dict[str, str]) -> None:
    seller = await make.seller(slug=name, name=name)
    location = await make.location(seller, name=f"{OWN} {name} store")
    (variant, *_) = await make.variants(await make.product(slug=f"cup-of-{name}"))
    offer = await make.offer(seller=seller, variant=variant, stock=None, sku=f"CUP-{name}")
    await make.stock(offer, 50, location=location)
    spare = await make.offer(seller=seller, stock=None, sku=f"SPARE-{name}")
    zone = await make.shipping_zone(seller, name=f"{OWN} {name} zone")
    method = await make.shipping_method(zone)
    unused = await make.shipping_zone(seller, name=f"{OWN} {name} second zone")
    async with make.db.transaction() as tx:
        world.tokens[name] = await identity.create_token(
            tx, name, role=Role.SELLER, seller_id=seller.id
        )
    async with make.db.transaction() as tx:
        token = await tx.one_or_none(select(Token).where(Token.seller_id == seller.id))
    known["key"] = _name("key", token)
    member = await make.account(f"member-of-{name}@example.uz", name=f"{OWN} {name} member")
    held = await make.grant(member, "editor", seller=seller)
    async with make.db.transaction() as tx:
        asked = await identity.invite(
            tx,
            SYSTEM,
            NewInvitation(
                Contact(ContactKind.EMAIL, f"asked-by-{name}@example.uz"),
                (await make.role("warehouse")).id,
                Place(seller.id),
                "en",
            ),
        )
    known |= {
        "grant": _name("grant", held),
        "invitation": _name("invitation", asked),
        "Mutation.sellerMemberAccept.linkToken": _link(asked.challenge_id),
        "Mutation.sellerMemberInvite.role": _name("role", await make.role("editor")),
        "Mutation.sellerMemberUpdate.role": _name("role", await make.role("finance")),
        "seller": _name("seller", seller),
        "location": _name("location", location),
        "offer": _name("offer", offer),
        "zone": _name("zone", zone),
        "method": _name("method", method),
        "Mutation.offerDelete.id": _name("offer", spare),
        "Mutation.shippingZoneDelete.id": _name("zone", unused),
    }


async def _concealed(world: World, make: Make) -> None:
    """Things that exist and that the public must not see."""
    draft = await make.product(published=False, name={"en": f"{HIDDEN} draft"}, slug="draft")
    (variant, *_) = await make.variants(draft)
    paused = await make.seller(name=f"{HIDDEN} seller", slug="paused", status=SellerStatus.PAUSED)
    offer = await make.offer(seller=paused, sku=f"{HIDDEN}-SKU")
    unseen = await make.offer(variant=variant, sku=f"{HIDDEN}-DRAFT")
    applied = await make.seller(name=f"{HIDDEN} applicant", status=SellerStatus.APPLIED)
    world.ids["Mutation.sellerApprove.id"] = _name("seller", applied)
    world.ids["Mutation.productPublish.id"] = _name("product", draft)
    world.ids["Mutation.sellerReinstate.id"] = _name("seller", paused)
    world.hidden |= {
        "product": _name("product", draft),
        "variant": _name("variant", variant),
        "seller": _name("seller", paused),
        "applicant": _name("seller", applied),
        "offer": _name("offer", offer),
        "offer of a draft": _name("offer", unseen),
    }


async def _purchases(world: World, app: App, make: Make) -> None:
    """A cart that is ready to be bought, and one that was bought, with goods of both sellers."""

    async def call(document: str, **variables: Any) -> dict[str, Any]:
        answer = await run(app, document, actor=GUEST, wanted=None, variables=variables)
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    wanted = [(decode("off", known["offer"]), 2) for known in (world.ids, world.theirs)]
    bought = await Journey(call, email="lola@example.uz").ready(wanted)
    group = (await bought.complete())["orderGroup"]
    ready = await Journey(call, email="lola@example.uz").ready(wanted)
    async with make.db.transaction() as tx:
        cart_id = decode("cart", ready.cart)
        line = await tx.one_or_none(select(Line).where(Line.cart_id == cart_id).order_by(Line.id))
    orders = {each["seller"]["name"]: each["id"] for each in group["orders"]}
    stmt = select(Attempt.id, Attempt.payment_id).limit(1)
    async with make.db.transaction() as tx:
        ((attempt_id, payment_id),) = await tx.all(stmt)
        (level_id,) = await tx.all(select(Stock.id).limit(1))
    world.ids |= {
        "attempt": encode("txn", attempt_id),
        "payment": encode("pay", payment_id),
        "level": encode("stk", level_id),
        "cart": ready.cart,
        "token": ready.token,
        "line": _name("line", line),
        "group": group["id"],
        "order": orders["seller"],
        "Query.orderGroup.token": bought.token,
        "Query.order.token": bought.token,
    }
    world.theirs |= {"order": orders["rival"]}
    world.secrets = {ready.token, bought.token}


async def _people(world: World, app: App, make: Make) -> None:
    """A person who is signed in, and everything that can be proven, waiting for its proof."""
    account = await make.account("aziza@example.uz", name="Aziza Karimova")
    pending = await make.account("pending@example.uz", state=AccountState.UNVERIFIED)
    sender = Sender("198.51.100.1", "198.51.100.1", "test")
    async with app.db.transaction() as tx:
        opened = await identity.open_session(
            tx, account, proofs=[Proof.PASSWORD], sender=sender, settings=app.settings
        )
        spare = await identity.open_session(
            tx, account, proofs=[Proof.PASSWORD], sender=sender, settings=app.settings
        )
        home = Address(name="Aziza", line1="Amir Temur 1", city="Toshkent", country="UZ")
        kept = await customers.add_address(tx, account.id, home, ())
    world.ids["address"] = _name("address", kept)
    world.buyer = Actor(account_id=account.id, session_id=opened.session_id, name="account")
    world.tokens["buyer"] = opened.access
    world.secrets |= {opened.refresh, spare.refresh}
    world.ids["Mutation.sessionRefresh.refreshToken"] = spare.refresh
    world.ids["session"] = encode(SESSION, spare.session_id)
    for name, purpose, owner in (
        ("accountConfirm", Purpose.REGISTER, pending),
        ("passwordReset", Purpose.PASSWORD_RESET, account),
        ("accountEmailChangeConfirm", Purpose.EMAIL_CHANGE, account),
        ("otpVerify", Purpose.SIGN_IN, account),
        ("accountDelete", Purpose.ERASE, account),
    ):
        await _challenge(world, app, f"Mutation.{name}", purpose, owner)


async def _challenge(world: World, app: App, name: str, purpose: Purpose, owner: Any) -> None:
    address = "another@example.uz" if purpose is Purpose.EMAIL_CHANGE else owner.email
    async with app.db.transaction() as tx:
        issued = await identity.issue(
            tx,
            purpose,
            Contact(ContactKind.EMAIL, address),
            language="en",
            account_id=owner.id,
            replaced=owner.email,
        )
        await tx.flush()
        row = await tx.get(Challenge, issued.challenge_id)
        row.sent_at -= timedelta(hours=1)
    coded = purpose in (Purpose.SIGN_IN, Purpose.ERASE)
    public, secret = encode(CHALLENGE, row.id), secret_of(row.id, coded=coded)
    world.ids["challenge"] = world.ids[f"{name}.challenge"] = public
    world.ids[f"{name}.code"] = secret
    world.ids[f"{name}.linkToken"] = f"{public}.{secret}"
