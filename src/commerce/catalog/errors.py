"""Why the catalog says no."""

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class InUse(DomainError):
    """Something else refers to it, so it stays."""

    code = "IN_USE"
    texts = texts(
        en="It cannot be deleted or taken apart: something else still refers to it.",
        ru="Удалить или изменить состав нельзя: на эту запись ещё есть ссылки.",
        uz="Uni oʻchirib yoki boʻlib boʻlmaydi: unga hali ham havola bor.",
    )


class LastVariant(DomainError):
    """A product has at least one variant."""

    code = "LAST_VARIANT"
    texts = texts(
        en="A product needs at least one variant.",
        ru="У товара должен быть хотя бы один вариант.",
        uz="Mahsulotda kamida bitta variant boʻlishi kerak.",
    )
