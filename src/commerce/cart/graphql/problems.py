"""Problems of a cart in the schema: data, with a sentence for the buyer."""

from typing import Self
from uuid import UUID

import strawberry

from commerce.cart.graphql.enums import ProblemKind
from commerce.cart.types import PricedCart, Problem
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import batch
from commerce.kernel.graphql.types import Money
from commerce.kernel.money import Money as Amount
from commerce.kernel.text import Texts, texts
from commerce.offers.graphql.types import Offer
from commerce.offers.loaders import offer_by_id
from commerce.sellers.graphql.types import Seller
from commerce.sellers.loaders import seller_by_id

_NEW_PRICE = texts(en="The price is now {now}.", ru="Теперь цена {now}.", uz="Endi narxi {now}.")
_TEXTS: dict[ProblemKind, Texts] = {
    ProblemKind.EMPTY: texts(en="The cart is empty.", ru="Корзина пуста.", uz="Savat boʻsh."),
    ProblemKind.UNAVAILABLE: texts(
        en="This product is not available now.",
        ru="Этот товар сейчас недоступен.",
        uz="Bu mahsulot hozir mavjud emas.",
    ),
    ProblemKind.OUT_OF_STOCK: texts(
        en="Only {available} left.",
        ru="Осталось только {available}.",
        uz="Faqat {available} ta qoldi.",
    ),
    ProblemKind.PRICE_CHANGED: texts(
        en="The price changed from {was} to {now}.",
        ru="Цена изменилась с {was} на {now}.",
        uz="Narx {was} dan {now} ga oʻzgardi.",
    ),
    ProblemKind.ADDRESS_MISSING: texts(
        en="A delivery address is needed.",
        ru="Укажите адрес доставки.",
        uz="Yetkazib berish manzilini koʻrsating.",
    ),
    ProblemKind.DELIVERY_MISSING: texts(
        en="Choose a delivery method.",
        ru="Выберите способ доставки.",
        uz="Yetkazib berish usulini tanlang.",
    ),
    ProblemKind.DELIVERY_CHANGED: texts(
        en="Delivery now costs {now} instead of {was}; choose it again.",
        ru="Доставка теперь стоит {now} вместо {was}; выберите её снова.",
        uz="Yetkazib berish endi {was} emas, {now}; uni qayta tanlang.",
    ),
    ProblemKind.CONTACT_MISSING: texts(
        en="An e-mail address or a telephone number is needed.",
        ru="Укажите адрес электронной почты или номер телефона.",
        uz="Elektron pochta yoki telefon raqamini koʻrsating.",
    ),
    ProblemKind.PAYMENT_MISSING: texts(
        en="Choose a payment method.", ru="Выберите способ оплаты.", uz="Toʻlov usulini tanlang."
    ),
}


def message(problem: Problem, currency: str, language: str) -> str:
    """The sentence for a buyer who reads `language`."""
    text = _TEXTS[problem.kind]
    if problem.kind is ProblemKind.PRICE_CHANGED and problem.was is None:
        text = _NEW_PRICE
    facts = {
        name: Amount(value, currency).formatted(language)
        for name, value in (("was", problem.was), ("now", problem.now))
        if value is not None
    }
    return text.say(language, available=problem.available, **facts)


@strawberry.type(description="Something to settle before the cart can be bought.")
class CartProblem:
    offer_id: strawberry.Private[UUID | None]
    seller_id: strawberry.Private[UUID | None]
    kind: ProblemKind
    message: str = strawberry.field(description="A sentence in the language of the request.")
    was: Money | None = strawberry.field(description="The price the buyer saw.")
    now: Money | None = strawberry.field(description="The price of this moment.")
    available: int | None = strawberry.field(description="How many pieces there are.")
    offer: Offer | None = batch(offer_by_id, key="offer_id", make=Offer.of)
    seller: Seller | None = batch(seller_by_id, key="seller_id", make=Seller.of)

    @classmethod
    def of(cls, found: tuple[PricedCart, Problem], context: Context) -> Self:
        cart, problem = found
        return cls(
            offer_id=problem.offer_id,
            seller_id=problem.seller_id,
            kind=problem.kind,
            message=message(problem, cart.currency, context.language),
            was=None if problem.was is None else Money.of(problem.was, cart.currency),
            now=None if problem.now is None else Money.of(problem.now, cart.currency),
            available=problem.available,
        )
