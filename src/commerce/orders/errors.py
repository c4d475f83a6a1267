"""What can go wrong with orders."""

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class IllegalOrderTransition(DomainError):
    """An order cannot go from where it is to where it was told."""

    code = "ILLEGAL_TRANSITION"
    texts = texts(
        en="An order that is {was} cannot become {wanted}.",
        ru="Заказ в состоянии {was} не может перейти в {wanted}.",
        uz="{was} holatidagi buyurtma {wanted} holatiga oʻta olmaydi.",
    )

    def __init__(self, was: str, wanted: str) -> None:
        super().__init__()
        self.was = was
        self.wanted = wanted
