"""Whether as much was taken from stock as was sold; asked after the checkouts."""

from benchmarks.databases import rows

_WRONG = """
    select count(*) from inventory_stock where on_hand < 0 or reserved < 0 or reserved > on_hand"""
_SOLD = """
    select coalesce(sum(line.quantity), 0) from orders_line line
    join orders_order placed on placed.id = line.order_id
    join orders_group bought on bought.id = placed.group_id
    where bought.state = 'placed'"""
_TAKEN = "select coalesce(sum(%s - on_hand), 0) from inventory_stock"


class Oversold(Exception):
    """Stock and orders do not agree; the text says how."""


def sold_and_taken(url: str, *, each: int) -> int:
    """The pieces that were sold; every stock had `each` pieces at first.

    Raises:
        Oversold: stock is below nothing, or less was taken than sold, or more.
    """
    ((wrong,),) = rows(url, _WRONG)
    ((sold,),) = rows(url, _SOLD)
    ((taken,),) = rows(url, _TAKEN % each)
    if wrong or sold != taken:
        raise Oversold(f"{wrong} stocks below nothing, {sold} pieces sold, {taken} taken")
    return int(sold)
