"""What inventory refuses."""

from collections.abc import Sequence
from uuid import UUID

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class InsufficientStock(DomainError):
    """An offer does not have as many pieces as were asked for."""

    code = "INSUFFICIENT_STOCK"
    texts = texts(
        en="Only {available} of the {requested} pieces you want are left.",
        ru="Вы хотите {requested} шт., а осталось только {available}.",
        uz="Siz {requested} dona soʻradingiz, faqat {available} dona qoldi.",
    )

    def __init__(
        self, offer_id: UUID, *, requested: int, available: int, path: Sequence[str] = ()
    ) -> None:
        super().__init__(path=path)
        self.offer_id = offer_id
        self.requested = requested
        self.available = available


class BelowReserved(DomainError):
    """Stock cannot fall below what is promised to buyers already."""

    code = "BELOW_RESERVED"
    texts = texts(
        en="Stock cannot be {on_hand}: {reserved} pieces are reserved for buyers.",
        ru="Остаток не может быть {on_hand}: {reserved} шт. зарезервировано за покупателями.",
        uz="Qoldiq {on_hand} boʻla olmaydi: {reserved} dona xaridorlar uchun band qilingan.",
    )

    def __init__(self, *, on_hand: int, reserved: int, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.on_hand = on_hand
        self.reserved = reserved
