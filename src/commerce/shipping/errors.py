"""What shipping refuses."""

from collections.abc import Sequence

from commerce.kernel.errors import DomainError
from commerce.kernel.text import texts


class ConfigInvalid(DomainError):
    """The configuration of a method is not what its provider understands."""

    code = "CONFIG_INVALID"
    texts = texts(
        en="The provider “{provider}” does not accept this configuration: {detail}.",
        ru="Служба «{provider}» не принимает эти настройки: {detail}.",
        uz="“{provider}” xizmati bu sozlamalarni qabul qilmaydi: {detail}.",
    )

    def __init__(self, provider: str, *, detail: str, path: Sequence[str]) -> None:
        super().__init__(path=path)
        self.provider = provider
        self.detail = detail
