"""SELECT statements about words: which words others may stand for, and suggestions."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Integer,
    String,
    Text,
    Uuid,
    bindparam,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from commerce.kernel.tables import Rows
from commerce.search.queries.cards import LISTING, POSTING, TEXT, WORD
from commerce.search.types import Meaning


def words_for(meaning: Meaning, most: int, few: int) -> Rows:
    """For each of `:patterns`, by its place, at most `most` known words that it fits.

    `many` is whether more than `few` products have the word.

    The number stands in the text: of an unknown one the planner expects so much that it reads
    all words there are.
    """
    given = func.unnest(bindparam("patterns", type_=ARRAY(Text)))
    asked = given.table_valued(
        column("pattern", Text()), with_ordinality="place", name="asked"
    ).render_derived()
    fits = (
        WORD.c.word.like(asked.c.pattern)
        if meaning is Meaning.MATCH
        else WORD.c.word.regexp_match(asked.c.pattern)
    )
    further = select(true()).where(POSTING.c.word == WORD.c.word).correlate(WORD)
    many = further.offset(literal_column(str(few))).limit(literal_column("1")).scalar_subquery()
    fitting = (
        select(WORD.c.word, func.coalesce(many, false()).label("many"))
        .where(fits)
        .correlate(asked)
        .limit(literal_column(str(most)))
        .lateral("fitting")
    )
    return select(asked.c.place, fitting).select_from(asked.join(fitting, true()))


def any_with(words: int) -> Rows:
    """One row if any product has, of each of so many words, one of `:w0`, ..."""
    return select(TEXT.c.product_id).where(*(_one_of(f"w{at}") for at in range(words))).limit(1)


def suggestions() -> Rows:
    """Products with a word that starts as the text does, best and newest first.

    The text is given as `:start` and `:inside`, patterns of it at the start and at any word,
    and `:fitting`, the words that its last one may stand for. Names come in all languages.
    """
    starts = TEXT.c.text.like(_text("start"))
    return (
        select(LISTING.c.product_id, LISTING.c.name)
        .join(TEXT, TEXT.c.product_id == LISTING.c.product_id)
        .where(
            LISTING.c.channel_id == bindparam("channel", type_=Uuid()),
            LISTING.c.currency == bindparam("currency", type_=String()),
            _one_of("fitting"),
            or_(starts, TEXT.c.text.like(_text("inside"))),
        )
        .order_by(starts.desc(), LISTING.c.product_id.desc())
        .limit(bindparam("size", type_=Integer()))
    )


def _one_of(name: str) -> Any:
    return TEXT.c.words.overlap(bindparam(name, type_=ARRAY(Text)))


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())
