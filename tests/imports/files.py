"""Writes product files in the format Shopify exports."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

HEADER = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value"),
    *("Option3 Name", "Option3 Value", "Variant SKU", "Variant Grams"),
    *("Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"),
    *("Variant Fulfillment Service", "Variant Price", "Variant Compare At Price"),
    *("Variant Requires Shipping", "Variant Taxable", "Variant Barcode"),
    *("Image Src", "Image Position", "Image Alt Text", "Gift Card"),
    *("SEO Title", "SEO Description", "Google Shopping / Google Product Category"),
    *("Variant Image", "Variant Weight Unit", "Status"),
)

Row = Mapping[str, str]


def product(handle: str = "tea", **cells: str) -> dict[str, str]:
    """The first row of a product without choices; keywords name columns with underscores."""
    row = {
        "Handle": handle,
        "Title": handle.title(),
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant Price": "10.00",
    }
    return {**row, **named(cells)}


def sized(handle: str = "mug", *, size: str, **cells: str) -> dict[str, str]:
    """The first row of a product with the option Size."""
    return {**product(handle), "Option1 Name": "Size", "Option1 Value": size, **named(cells)}


def more(handle: str, **cells: str) -> dict[str, str]:
    """A further row of a product."""
    return {"Handle": handle, **named(cells)}


def named(cells: Mapping[str, str]) -> dict[str, str]:
    """`variant_price="1"` -> {"Variant Price": "1"}."""
    columns = {name.lower().replace(" ", "_"): name for name in HEADER}
    columns["body"] = "Body (HTML)"
    columns["google_category"] = "Google Shopping / Google Product Category"
    return {columns[name]: value for name, value in cells.items()}


def write(
    path: Path,
    rows: Iterable[Row],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """The file with these rows; cells not named are empty."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_lines(path: Path, *lines: str, header: Sequence[str] = HEADER) -> Path:
    """The file with these lines as they are, below the header."""
    text = "\n".join((",".join(header), *lines)) + "\n"
    path.write_bytes(text.encode())
    return path
