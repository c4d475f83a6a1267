"""The words about what a person takes away, and about leaving for good."""

from commerce.kernel.text import texts
from commerce.notifications.template import ALARM, CODE, Template, joined
from commerce.notifications.types import MessageKind

FAREWELLS: dict[MessageKind, Template] = {
    MessageKind.ERASE: Template(
        subject=texts(
            en="{shop}: {code} erases your account",
            ru="{shop}: {code} — код для удаления",
            uz="{shop}: {code} — oʻchirish kodi",
        ),
        mail=joined(
            texts(
                en="With the code {code} your account and all about you is erased."
                " It is good for 10 minutes; tell it to nobody.",
                ru="С кодом {code} учётная запись и все данные о вас будут удалены."
                " Он действует 10 минут; никому его не сообщайте.",
                uz="{code} kodi bilan hisobingiz va barcha maʼlumotlaringiz oʻchiriladi."
                " U 10 daqiqa amal qiladi; uni hech kimga aytmang.",
            ),
            ALARM,
        ),
        sms=CODE,
    ),
    MessageKind.ERASURE_REQUESTED: Template(
        subject=texts(
            en="{shop}: your account will be erased",
            ru="{shop}: учётная запись будет удалена",
            uz="{shop}: hisobingiz oʻchiriladi",
        ),
        mail=joined(
            texts(
                en="Your account and all about you will be erased in {days} days."
                " To keep it, sign in before: {link}",
                ru="Учётная запись и все данные о вас будут удалены через {days} дн."
                " Чтобы сохранить их, войдите раньше: {link}",
                uz="Hisobingiz va barcha maʼlumotlaringiz {days} kundan keyin oʻchiriladi."
                " Saqlab qolish uchun undan oldin kiring: {link}",
            ),
            texts(
                en="Purchases that are under way are kept until they are over.",
                ru="Незавершённые покупки сохраняются до их завершения.",
                uz="Tugallanmagan xaridlar tugaguncha saqlanadi.",
            ),
        ),
        sms=texts(
            en="{shop}: your account will be erased in {days} days. Sign in to keep it.",
            ru="{shop}: запись будет удалена через {days} дн. Войдите, чтобы сохранить.",
            uz="{shop}: hisobingiz {days} kundan keyin oʻchiriladi. Saqlash uchun kiring.",
        ),
    ),
    MessageKind.ERASURE_CANCELLED: Template(
        subject=texts(
            en="{shop}: your account stays",
            ru="{shop}: учётная запись сохранена",
            uz="{shop}: hisobingiz saqlanadi",
        ),
        mail=joined(
            texts(
                en="You have signed in, so your account is not erased.",
                ru="Вы вошли, поэтому учётная запись не будет удалена.",
                uz="Siz kirdingiz, shuning uchun hisobingiz oʻchirilmaydi.",
            ),
            ALARM,
        ),
        sms=texts(
            en="{shop}: you have signed in, your account is not erased.",
            ru="{shop}: вы вошли, учётная запись не будет удалена.",
            uz="{shop}: siz kirdingiz, hisobingiz oʻchirilmaydi.",
        ),
    ),
    MessageKind.ERASED: Template(
        subject=texts(
            en="{shop}: your account was erased",
            ru="{shop}: учётная запись удалена",
            uz="{shop}: hisobingiz oʻchirildi",
        ),
        mail=joined(
            texts(
                en="Your account and what we kept about you was erased.",
                ru="Учётная запись и данные о вас удалены.",
                uz="Hisobingiz va siz haqingizdagi maʼlumotlar oʻchirildi.",
            ),
            texts(
                en="Purchases that are under way are kept until they are over, and erased then."
                " This is the last message to you but for those.",
                ru="Незавершённые покупки сохраняются до их завершения, затем данные удаляются."
                " Кроме них, это последнее сообщение вам.",
                uz="Tugallanmagan xaridlar tugaguncha saqlanadi, keyin oʻchiriladi."
                " Ulardan tashqari bu sizga oxirgi xabar.",
            ),
        ),
        sms=texts(
            en="{shop}: your account was erased.",
            ru="{shop}: учётная запись удалена.",
            uz="{shop}: hisobingiz oʻchirildi.",
        ),
    ),
    MessageKind.EXPORT_READY: Template(
        subject=texts(
            en="{shop}: your data is ready",
            ru="{shop}: ваши данные готовы",
            uz="{shop}: maʼlumotlaringiz tayyor",
        ),
        mail=joined(
            texts(
                en="All that we keep about you can be fetched for three days: {link}",
                ru="Всё, что мы храним о вас, можно получить в течение трёх дней: {link}",
                uz="Sizga oid barcha maʼlumotlarni uch kun davomida olish mumkin: {link}",
            ),
            texts(
                en="If you did not ask for it, set a new password at once.",
                ru="Если вы этого не просили, немедленно задайте новый пароль.",
                uz="Agar buni soʻramagan boʻlsangiz, darhol yangi parol oʻrnating.",
            ),
        ),
        sms=texts(
            en="{shop}: your data can be fetched for three days.",
            ru="{shop}: ваши данные можно получить в течение трёх дней.",
            uz="{shop}: maʼlumotlaringizni uch kun davomida olish mumkin.",
        ),
    ),
}
