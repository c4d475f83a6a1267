"""What keeps a cart from becoming an order."""

from uuid import UUID

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class CartIncomplete(DomainError):
    """Something the order needs is not there yet; `missing` names it."""

    code = "CART_INCOMPLETE"
    texts = texts(
        en="The cart is not ready yet, this is missing: {missing}.",
        ru="Корзина ещё не готова, не хватает: {missing}.",
        uz="Savat hali tayyor emas, yetishmayapti: {missing}.",
    )

    def __init__(self, missing: str, *, seller_id: UUID | None = None) -> None:
        super().__init__(path=("input", "cart"))
        self.missing = missing
        self.seller_id = seller_id


class PriceChanged(DomainError):
    """The buyer saw another price; accept the new one, then complete again."""

    code = "PRICE_CHANGED"
    texts = texts(
        en="The price has changed since you saw it.",
        ru="Цена изменилась с тех пор, как вы её видели.",
        uz="Narx siz koʻrganingizdan beri oʻzgardi.",
    )

    def __init__(self, was: int, now: int, *, currency: str, offer_id: UUID | None = None) -> None:
        super().__init__(path=("input", "cart"))
        self.was = was
        self.now = now
        self.currency = currency
        self.offer_id = offer_id


class PaymentUnderWay(DomainError):
    """Money for the purchase may be on its way, or has arrived: it cannot be given up."""

    code = "PAYMENT_UNDER_WAY"
    texts = texts(
        en="The payment is under way or done, so the order can no longer be given up.",
        ru="Оплата уже идёт или прошла, отказаться от заказа нельзя.",
        uz="Toʻlov boshlangan yoki bajarilgan, buyurtmadan voz kechib boʻlmaydi.",
    )
