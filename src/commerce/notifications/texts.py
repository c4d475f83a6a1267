"""The words of every message, in every language; braces name the facts.

Nothing that others wrote stands in a message, so that nobody can send advertising through us.
"""

from commerce.kernel.text import texts
from commerce.notifications.farewells import FAREWELLS
from commerce.notifications.template import ALARM, CODE, IGNORE, Template, joined
from commerce.notifications.types import MessageKind

TEMPLATES: dict[MessageKind, Template] = {
    **FAREWELLS,
    MessageKind.REGISTER: Template(
        subject=texts(
            en="{shop}: confirm your address",
            ru="{shop}: подтвердите адрес",
            uz="{shop}: manzilingizni tasdiqlang",
        ),
        mail=joined(
            texts(
                en="Follow this link to confirm your address; it is good for a day:\n{link}",
                ru="Перейдите по ссылке, чтобы подтвердить адрес; она действует сутки:\n{link}",
                uz="Manzilingizni tasdiqlash uchun havolani oching; u bir kun amal qiladi:\n{link}",
            ),
            IGNORE,
        ),
        sms=CODE,
    ),
    MessageKind.KNOWN: Template(
        subject=texts(
            en="{shop}: you have an account already",
            ru="{shop}: у вас уже есть учётная запись",
            uz="{shop}: sizda allaqachon hisob bor",
        ),
        mail=joined(
            texts(
                en="Somebody wanted to use this address for an account, but it has one."
                " You can sign in, or set a new password: {link}",
                ru="Кто-то хотел указать этот адрес для учётной записи, но она уже есть."
                " Вы можете войти или задать новый пароль: {link}",
                uz="Kimdir bu manzilni hisob uchun koʻrsatmoqchi boʻldi, lekin hisob bor."
                " Kirishingiz yoki yangi parol oʻrnatishingiz mumkin: {link}",
            ),
            IGNORE,
        ),
        sms=texts(
            en="{shop}: you have an account with this number already.",
            ru="{shop}: у вас уже есть учётная запись с этим номером.",
            uz="{shop}: bu raqam bilan hisobingiz allaqachon bor.",
        ),
    ),
    MessageKind.SIGN_IN: Template(
        subject=texts(
            en="{shop}: your code is {code}",
            ru="{shop}: ваш код {code}",
            uz="{shop}: kodingiz {code}",
        ),
        mail=joined(
            texts(
                en="Your code to sign in is {code}. It is good for 10 minutes. Tell it to nobody.",
                ru="Ваш код для входа: {code}. Он действует 10 минут. Никому его не сообщайте.",
                uz="Kirish kodingiz: {code}. U 10 daqiqa amal qiladi. Uni hech kimga aytmang.",
            ),
            IGNORE,
        ),
        sms=CODE,
    ),
    MessageKind.SECOND_FACTOR: Template(
        subject=texts(
            en="{shop}: your code is {code}",
            ru="{shop}: ваш код {code}",
            uz="{shop}: kodingiz {code}",
        ),
        mail=joined(
            texts(
                en="Your code to finish signing in is {code}."
                " It is good for 10 minutes. Tell it to nobody.",
                ru="Ваш код для завершения входа: {code}."
                " Он действует 10 минут. Никому его не сообщайте.",
                uz="Kirishni yakunlash kodingiz: {code}."
                " U 10 daqiqa amal qiladi. Uni hech kimga aytmang.",
            ),
            ALARM,
        ),
        sms=CODE,
    ),
    MessageKind.VERIFY: Template(
        subject=texts(
            en="{shop}: your code is {code}",
            ru="{shop}: ваш код {code}",
            uz="{shop}: kodingiz {code}",
        ),
        mail=joined(
            texts(
                en="Your code is {code}. It is good for 10 minutes. Tell it to nobody.",
                ru="Ваш код: {code}. Он действует 10 минут. Никому его не сообщайте.",
                uz="Kodingiz: {code}. U 10 daqiqa amal qiladi. Uni hech kimga aytmang.",
            ),
            IGNORE,
        ),
        sms=CODE,
    ),
    MessageKind.EMAIL_CHANGE: Template(
        subject=texts(
            en="{shop}: confirm your new address",
            ru="{shop}: подтвердите новый адрес",
            uz="{shop}: yangi manzilingizni tasdiqlang",
        ),
        mail=joined(
            texts(
                en="Follow this link to use this address from now on;"
                " it is good for an hour:\n{link}",
                ru="Перейдите по ссылке, чтобы использовать этот адрес;"
                " она действует один час:\n{link}",
                uz="Endi shu manzildan foydalanish uchun havolani oching;"
                " u bir soat amal qiladi:\n{link}",
            ),
            IGNORE,
        ),
        sms=CODE,
    ),
    MessageKind.EMAIL_CHANGED: Template(
        subject=texts(
            en="{shop}: your address was changed",
            ru="{shop}: ваш адрес изменён",
            uz="{shop}: manzilingiz oʻzgartirildi",
        ),
        mail=texts(
            en="Your account has another e-mail address now. If it was not you, write to us"
            " at once by answering this mail.",
            ru="У вашей учётной записи теперь другой адрес. Если это были не вы,"
            " немедленно напишите нам, ответив на это письмо.",
            uz="Hisobingizda endi boshqa manzil bor. Agar bu siz boʻlmasangiz,"
            " shu xatga javob berib darhol bizga yozing.",
        ),
        sms=texts(
            en="{shop}: your account has another address now.",
            ru="{shop}: у вашей учётной записи теперь другой адрес.",
            uz="{shop}: hisobingizda endi boshqa manzil bor.",
        ),
    ),
    MessageKind.PASSWORD_RESET: Template(
        subject=texts(
            en="{shop}: set a new password",
            ru="{shop}: задайте новый пароль",
            uz="{shop}: yangi parol oʻrnating",
        ),
        mail=joined(
            texts(
                en="Follow this link to set a new password; it is good for 30 minutes:\n{link}",
                ru="Перейдите по ссылке, чтобы задать новый пароль;"
                " она действует 30 минут:\n{link}",
                uz="Yangi parol oʻrnatish uchun havolani oching; u 30 daqiqa amal qiladi:\n{link}",
            ),
            IGNORE,
        ),
        sms=CODE,
    ),
    MessageKind.PASSWORD_CHANGED: Template(
        subject=texts(
            en="{shop}: your password was changed",
            ru="{shop}: ваш пароль изменён",
            uz="{shop}: parolingiz oʻzgartirildi",
        ),
        mail=joined(
            texts(
                en="Your account has a new password, and other devices were signed out.",
                ru="У вашей учётной записи новый пароль, на других устройствах выполнен выход.",
                uz="Hisobingizda yangi parol bor, boshqa qurilmalardan chiqildi.",
            ),
            ALARM,
        ),
        sms=texts(
            en="{shop}: your password was changed.",
            ru="{shop}: ваш пароль изменён.",
            uz="{shop}: parolingiz oʻzgartirildi.",
        ),
    ),
    MessageKind.REFRESH_REUSED: Template(
        subject=texts(
            en="{shop}: we have signed a device out",
            ru="{shop}: мы завершили один из сеансов",
            uz="{shop}: qurilmalardan biri chiqarildi",
        ),
        mail=joined(
            texts(
                en="One of your sessions was used from two places, as a stolen one would be."
                " We have ended it; please sign in again.",
                ru="Один из ваших сеансов использовался из двух мест, как если бы его украли."
                " Мы завершили его; войдите снова.",
                uz="Seanslaringizdan biri ikki joydan ishlatildi, xuddi oʻgʻirlangandek."
                " Biz uni tugatdik; qaytadan kiring.",
            ),
            ALARM,
        ),
        sms=texts(
            en="{shop}: a session was used from two places and was ended. Sign in again.",
            ru="{shop}: сеанс использовался из двух мест и завершён. Войдите снова.",
            uz="{shop}: seans ikki joydan ishlatildi va tugatildi. Qaytadan kiring.",
        ),
    ),
    MessageKind.INVITATION: Template(
        subject=texts(
            en="{shop}: you are invited",
            ru="{shop}: вас приглашают",
            uz="{shop}: siz taklif qilindingiz",
        ),
        mail=joined(
            texts(
                en="You are invited to work with us. Follow this link to accept;"
                " it is good for a week:\n{link}",
                ru="Вас приглашают работать с нами. Перейдите по ссылке, чтобы согласиться;"
                " она действует неделю:\n{link}",
                uz="Siz biz bilan ishlashga taklif qilindingiz. Rozi boʻlsangiz, havolani oching;"
                " u bir hafta amal qiladi:\n{link}",
            ),
            texts(
                en="If you do not expect this, ignore this message.",
                ru="Если вы этого не ждёте, просто не отвечайте на это сообщение.",
                uz="Agar buni kutmagan boʻlsangiz, bu xabarga eʼtibor bermang.",
            ),
        ),
        sms=CODE,
    ),
}
