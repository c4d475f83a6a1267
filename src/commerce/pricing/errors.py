"""What pricing refuses."""

from collections.abc import Sequence

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class CompareAtTooLow(DomainError):
    """The price to compare with is not above the price."""

    code = "COMPARE_AT_TOO_LOW"
    texts = texts(
        en="The price before must be above the price now.",
        ru="Прежняя цена должна быть выше нынешней.",
        uz="Avvalgi narx hozirgi narxdan yuqori boʻlsin.",
    )

    def __init__(self, *, path: Sequence[str] = ("input", "compareAt")) -> None:
        super().__init__(path=path)
