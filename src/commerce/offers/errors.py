"""What offers refuse."""

from collections.abc import Sequence

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class OfferInUse(DomainError):
    """An offer that was bought, or is being bought, stays for the record."""

    code = "OFFER_IN_USE"
    texts = texts(
        en="This offer was bought already; deactivate it instead.",
        ru="Это предложение уже покупали; его можно только отключить.",
        uz="Bu taklifdan xarid qilingan; uni faqat oʻchirib qoʻyish mumkin.",
    )

    def __init__(self, *, path: Sequence[str] = ("input", "id")) -> None:
        super().__init__(path=path)
