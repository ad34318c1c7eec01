"""What lies under the highlights of a PDF, as pdfium sees the page."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import pypdfium2
from pypdf import PdfReader


def words_under(data: bytes) -> dict[str, str]:
    """Letters whose middle lies under a highlight, by the remark's text.

    A remark that goes on over a page has a highlight on each, the next right behind the first.
    """
    marks = [
        (entry.indirect_reference.idnum, page, entry)
        for page, sheet in enumerate(PdfReader(BytesIO(data), strict=False).pages)
        for entry in (one.get_object() for one in sheet.get("/Annots") or ())
        if entry.get("/Subtype") == "/Highlight" and "/QuadPoints" in entry
    ]
    document, last = pypdfium2.PdfDocument(data), ""
    signs = {page: list(_signs(document[page])) for page in {page for _, page, _ in marks}}
    document.close()
    found: dict[str, str] = {}
    for _, page, entry in sorted(marks, key=lambda one: one[:2]):
        last = str(entry.get("/Contents", last))
        numbers = [float(number) for number in entry["/QuadPoints"]]
        boxes = (numbers[at : at + 8] for at in range(0, len(numbers), 8))
        found[last] = found.get(last, "") + "".join(_inside(signs[page], box) for box in boxes)
    return found


def _signs(page: pypdfium2.PdfPage) -> Iterator[tuple[str, float, float]]:
    text = page.get_textpage()
    for at in range(text.count_chars()):
        sign = text.get_text_range(at, 1)
        if sign.isalnum():
            left, bottom, right, top = text.get_charbox(at, loose=True)
            yield sign, (left + right) / 2, (bottom + top) / 2


def _inside(signs: Sequence[tuple[str, float, float]], box: Sequence[float]) -> str:
    left, right, low, high = box[0], box[2], box[5], box[1]
    return "".join(sign for sign, x, y in signs if left <= x <= right and low <= y <= high)
