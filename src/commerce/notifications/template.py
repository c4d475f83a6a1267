"""What a message is made of, and the paragraphs that many share."""

from dataclasses import dataclass

from commerce.kernel.text import Texts, texts


@dataclass(frozen=True, slots=True)
class Template:
    """A mail has a subject and a text; a short message is one line."""

    subject: Texts
    mail: Texts
    sms: Texts


IGNORE = texts(
    en="If it was not you, ignore this message.",
    ru="Если это были не вы, просто не отвечайте на это сообщение.",
    uz="Agar bu siz boʻlmasangiz, bu xabarga eʼtibor bermang.",
)
ALARM = texts(
    en="If it was not you, set a new password at once: {link}",
    ru="Если это были не вы, немедленно задайте новый пароль: {link}",
    uz="Agar bu siz boʻlmasangiz, darhol yangi parol oʻrnating: {link}",
)
CODE = texts(
    en="{shop}: your code is {code}. Tell it to nobody.",
    ru="{shop}: ваш код {code}. Никому его не сообщайте.",
    uz="{shop}: kodingiz {code}. Uni hech kimga aytmang.",
)


def joined(*parts: Texts) -> Texts:
    """Paragraphs one after the other."""
    languages = parts[0].by_language
    return Texts({each: "\n\n".join(p.by_language[each] for p in parts) for each in languages})
