"""The words of every problem in English, Russian and Uzbek."""

from collections.abc import Mapping

from commerce.imports.types import Problem, ProblemKey

K = ProblemKey
LANGUAGES = ("en", "ru", "uz")

# key: (en, ru, uz); names in braces are the facts of the problem.
TEXTS: Mapping[ProblemKey, tuple[str, str, str]] = {
    K.CANNOT_OPEN: (
        "the file cannot be opened: {reason}",
        "файл не открывается: {reason}",
        "faylni ochib boʻlmadi: {reason}",
    ),
    K.NOT_A_FILE: (
        "this is not a regular file",
        "это не обычный файл",
        "bu oddiy fayl emas",
    ),
    K.FILE_TOO_LARGE: (
        "the file has {size} bytes; at most {limit} are read, please split it",
        "размер файла {size} байт, читается не более {limit}; разделите файл",
        "fayl hajmi {size} bayt, koʻpi bilan {limit} bayt oʻqiladi; faylni boʻling",
    ),
    K.EMPTY_FILE: ("the file is empty", "файл пустой", "fayl boʻsh"),
    K.NO_ROWS: (
        "the file has column names but no rows",
        "в файле есть названия столбцов, но нет строк",
        "faylda ustun nomlari bor, lekin qatorlar yoʻq",
    ),
    K.NOT_CSV: (
        "this is not a CSV file but {kind}; please export products as CSV",
        "это {kind}, не CSV; выгрузите товары в формате CSV",
        "bu CSV emas, balki {kind}; mahsulotlarni CSV shaklida eksport qiling",
    ),
    K.BINARY_FILE: (
        "this is not a text file",
        "это не текстовый файл",
        "bu matnli fayl emas",
    ),
    K.NOT_DECODABLE: (
        "the text is not {encoding}: the first wrong byte is at offset {offset};"
        " save the file as UTF-8 or name its encoding",
        "текст не в кодировке {encoding}: первый неверный байт по смещению {offset};"
        " сохраните файл в UTF-8 или укажите кодировку",
        "matn {encoding} kodirovkasida emas: birinchi notoʻgʻri bayt oʻrni {offset};"
        " faylni UTF-8 da saqlang yoki kodirovkasini koʻrsating",
    ),
    K.UNKNOWN_ENCODING: (
        'there is no text encoding "{encoding}"',
        "нет такой кодировки текста: «{encoding}»",
        "bunday matn kodirovkasi yoʻq: “{encoding}”",
    ),
    K.BROKEN_QUOTES: (
        "the quotes are broken here: a quote inside a quoted cell must be doubled",
        "здесь нарушены кавычки: кавычка внутри ячейки в кавычках должна быть удвоена",
        "bu yerda qoʻshtirnoqlar buzilgan: qoʻshtirnoqli katak ichida u ikkilanishi kerak",
    ),
    K.UNCLOSED_QUOTE: (
        "a quote is opened here and never closed",
        "здесь открыта кавычка, которая нигде не закрыта",
        "bu yerda ochilgan qoʻshtirnoq hech qayerda yopilmagan",
    ),
    K.CELL_TOO_LONG: (
        "a cell of this row does not end; perhaps a closing quote is missing",
        "ячейка этой строки не заканчивается; возможно, нет закрывающей кавычки",
        "bu qatordagi katak tugamayapti; yopuvchi qoʻshtirnoq yoʻq boʻlishi mumkin",
    ),
    K.TOO_MANY_ROWS: (
        "the file has more than {limit} rows, please split it",
        "в файле больше {limit} строк; разделите файл",
        "faylda {limit} tadan koʻp qator bor; faylni boʻling",
    ),
    K.MISSING_COLUMNS: (
        "columns are missing: {columns}",
        "не хватает столбцов: {columns}",
        "ustunlar yetishmaydi: {columns}",
    ),
    K.COLUMN_TWICE: (
        "columns stand in the file twice: {columns}",
        "столбцы повторяются: {columns}",
        "ustunlar takrorlangan: {columns}",
    ),
    K.TOO_FEW_CELLS: (
        "the row has {found} cells instead of {expected}",
        "в строке ячеек: {found}, должно быть: {expected}",
        "qatorda {expected} ta oʻrniga {found} ta katak bor",
    ),
    K.TOO_MANY_CELLS: (
        "the row has {found} cells instead of {expected}",
        "в строке ячеек: {found}, должно быть: {expected}",
        "qatorda {expected} ta oʻrniga {found} ta katak bor",
    ),
    K.NUL_CHARACTER: (
        "the cell contains a NUL character",
        "в ячейке есть символ NUL",
        "katakda NUL belgisi bor",
    ),
    K.TEXT_TOO_LONG: (
        "the text has {found} characters, at most {limit} are allowed",
        "в тексте символов: {found}, допускается не более {limit}",
        "matnda {found} ta belgi bor, koʻpi bilan {limit} ta mumkin",
    ),
    K.HANDLE_MISSING: (
        "the row has no handle, so it belongs to no product",
        "в строке нет handle, поэтому она не относится ни к одному товару",
        "qatorda handle yoʻq, shuning uchun u hech qaysi mahsulotga tegishli emas",
    ),
    K.HANDLE_UNUSABLE: (
        'the handle "{value}" has no letters or digits',
        "в handle «{value}» нет ни букв, ни цифр",
        "“{value}” handle ida na harf, na raqam bor",
    ),
    K.HANDLE_CHANGED: (
        'the handle "{value}" becomes "{handle}"',
        "handle «{value}» заменяется на «{handle}»",
        "“{value}” handle i “{handle}” ga almashtiriladi",
    ),
    K.HANDLE_TWICE: (
        'the handle "{value}" is already used in {first_file}, row {first_row}',
        "handle «{value}» уже есть в {first_file}, строка {first_row}",
        "“{value}” handle i {first_file} faylining {first_row}-qatorida bor",
    ),
    K.TITLE_MISSING: (
        "the product has no title",
        "товар без названия",
        "mahsulotning nomi yoʻq",
    ),
    K.TITLE_DIFFERS: (
        "the title differs from row {first_row} of the same product",
        "название отличается от строки {first_row} того же товара",
        "nomi shu mahsulotning {first_row}-qatoridagidan farq qiladi",
    ),
    K.TOO_MANY_PRODUCT_ROWS: (
        "the product has more than {limit} rows",
        "товар занимает больше {limit} строк",
        "mahsulotda {limit} tadan koʻp qator bor",
    ),
    K.TOO_MANY_TAGS: (
        "the product has {found} tags, at most {limit} are allowed",
        "число тегов товара: {found}, допускается не более {limit}",
        "mahsulotda {found} ta teg bor, koʻpi bilan {limit} ta mumkin",
    ),
    K.GIFT_CARD: (
        "gift cards are not imported, the product is left out",
        "подарочные карты не импортируются, товар пропущен",
        "sovgʻa kartalari import qilinmaydi, mahsulot tashlab ketildi",
    ),
    K.NOTHING_IN_ROW: (
        "the row has neither a variant nor an image and is left out",
        "в строке нет ни варианта, ни изображения; она пропущена",
        "qatorda na variant, na rasm bor; u tashlab ketildi",
    ),
    K.NOT_TRUE_OR_FALSE: (
        '"{value}" is neither true nor false',
        "«{value}» — не true и не false",
        "“{value}” true ham, false ham emas",
    ),
    K.STATUS_UNKNOWN: (
        '"{value}" is not active, draft or archived',
        "«{value}» — не active, draft или archived",
        "“{value}” active, draft yoki archived emas",
    ),
    K.STATUS_UNLISTED: (
        'products cannot be "unlisted" here; it is imported as a draft',
        "статуса «unlisted» здесь нет; товар импортирован как черновик",
        "bu yerda “unlisted” holati yoʻq; mahsulot qoralama sifatida import qilindi",
    ),
    K.POLICY_UNKNOWN: (
        '"{value}" is neither deny nor continue',
        "«{value}» — не deny и не continue",
        "“{value}” deny ham, continue ham emas",
    ),
    K.UNIT_UNKNOWN: (
        'the weight unit "{value}" is not kg, g, lb or oz',
        "единица веса «{value}» — не kg, g, lb или oz",
        "“{value}” ogʻirlik birligi kg, g, lb yoki oz emas",
    ),
    K.PRICE_MISSING: (
        "the variant has no price",
        "вариант без цены",
        "variantning narxi yoʻq",
    ),
    K.PRICE_NEGATIVE: (
        'the price "{value}" is below zero',
        "цена «{value}» меньше нуля",
        "“{value}” narxi noldan kichik",
    ),
    K.PRICE_NOT_A_NUMBER: (
        'the price "{value}" is not a number',
        "цена «{value}» — не число",
        "“{value}” narxi son emas",
    ),
    K.PRICE_SEPARATOR: (
        'the price "{value}" has a comma or a blank between digits;'
        " write 1234.50, with a point before the decimals only",
        "в цене «{value}» запятая или пробел между цифрами;"
        " пишите 1234.50, точка только перед дробной частью",
        "“{value}” narxida raqamlar orasida vergul yoki boʻshliq bor;"
        " 1234.50 deb yozing, nuqta faqat kasr qismidan oldin",
    ),
    K.PRICE_TOO_PRECISE: (
        'the price "{value}" has more than {decimals} decimals',
        "в цене «{value}» больше {decimals} знаков после точки",
        "“{value}” narxida nuqtadan keyin {decimals} tadan koʻp raqam bor",
    ),
    K.PRICE_TOO_LARGE: (
        'the price "{value}" is too large',
        "цена «{value}» слишком велика",
        "“{value}” narxi juda katta",
    ),
    K.COMPARE_AT_NOT_HIGHER: (
        'the old price "{value}" is not higher than the price and is left out',
        "старая цена «{value}» не выше цены и пропущена",
        "“{value}” eski narxi joriy narxdan yuqori emas, u tashlab ketildi",
    ),
    K.QUANTITY_NEGATIVE: (
        'the quantity "{value}" is below zero',
        "количество «{value}» меньше нуля",
        "“{value}” miqdori noldan kichik",
    ),
    K.QUANTITY_NOT_WHOLE: (
        'the quantity "{value}" is not a whole number',
        "количество «{value}» — не целое число",
        "“{value}” miqdori butun son emas",
    ),
    K.QUANTITY_TOO_LARGE: (
        'the quantity "{value}" is larger than {limit}',
        "количество «{value}» больше {limit}",
        "“{value}” miqdori {limit} dan katta",
    ),
    K.WEIGHT_NOT_A_NUMBER: (
        'the weight "{value}" is not a number of grams',
        "вес «{value}» — не число граммов",
        "“{value}” ogʻirligi grammlar soni emas",
    ),
    K.WEIGHT_TOO_LARGE: (
        'the weight "{value}" is larger than {limit} grams',
        "вес «{value}» больше {limit} граммов",
        "“{value}” ogʻirligi {limit} grammdan katta",
    ),
    K.SKU_TWICE: (
        'the SKU "{value}" is already used in {first_file}, row {first_row}',
        "артикул «{value}» уже есть в {first_file}, строка {first_row}",
        "“{value}” artikuli {first_file} faylining {first_row}-qatorida bor",
    ),
    K.OPTION_NAME_MISSING: (
        "an option has values but no name",
        "опция имеет значения, но не имеет названия",
        "optsiyaning qiymatlari bor, lekin nomi yoʻq",
    ),
    K.OPTION_NAME_TWICE: (
        'the product has the option "{value}" twice',
        "опция «{value}» указана в товаре дважды",
        "mahsulotda “{value}” optsiyasi ikki marta berilgan",
    ),
    K.OPTION_NAMES_DIFFER: (
        'the option is named "{value}" here and "{expected}" in the first row of the product',
        "опция названа здесь «{value}», но в первой строке товара «{expected}»",
        "optsiya bu yerda “{value}”, mahsulotning birinchi qatorida esa “{expected}” deb atalgan",
    ),
    K.OPTION_VALUE_MISSING: (
        'the variant has no value for the option "{option}"',
        "нет значения опции «{option}» для этого варианта",
        "variantda “{option}” optsiyasining qiymati yoʻq",
    ),
    K.OPTION_VALUES_TWICE: (
        'the variant "{value}" is already in row {first_row} of the product',
        "вариант «{value}» уже есть в строке {first_row} этого товара",
        "“{value}” varianti shu mahsulotning {first_row}-qatorida bor",
    ),
    K.TOO_MANY_OPTIONS: (
        "the product has more than {limit} options",
        "в товаре больше {limit} опций",
        "mahsulotda {limit} tadan koʻp optsiya bor",
    ),
    K.URL_NOT_HTTP: (
        'the image address "{value}" does not begin with http:// or https:// and a host',
        "адрес изображения «{value}» должен иметь вид http://сервер/… или https://сервер/…",
        "“{value}” rasm manzili http:// yoki https:// va server nomi bilan boshlanmaydi",
    ),
    K.POSITION_NOT_A_NUMBER: (
        'the image position "{value}" is not a number; the image is put last',
        "позиция изображения «{value}» — не число; изображение поставлено последним",
        "“{value}” rasm oʻrni son emas; rasm oxiriga qoʻyildi",
    ),
    K.TOO_MANY_IMAGES: (
        "the product has {found} images; the first {limit} are taken",
        "в товаре {found} изображений, взяты первые {limit}",
        "mahsulotda {found} ta rasm bor, dastlabki {limit} tasi olindi",
    ),
    K.PRODUCT_REFUSED: (
        "the product could not be written: {reason}",
        "товар не записан: {reason}",
        "mahsulot yozilmadi: {reason}",
    ),
    K.ALREADY_THERE: (
        "the product could not be written: its {what} belongs to something else already",
        "товар не записан: значение поля «{what}» уже занято",
        "mahsulot yozilmadi: “{what}” qiymati allaqachon band",
    ),
    K.NOT_STORABLE: (
        "the product could not be written: the database refused a value ({reason})",
        "товар не записан: база данных не приняла значение ({reason})",
        "mahsulot yozilmadi: maʼlumotlar bazasi qiymatni qabul qilmadi ({reason})",
    ),
}


def text_of(problem: Problem, language: str = "en") -> str:
    """What is wrong, in plain words; an unknown language falls back to English."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return TEXTS[problem.key][place].format(**problem.facts)
