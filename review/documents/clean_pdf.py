"""A PDF without anything that tells who made it; pages, tags and outline stay.

Everything is written anew, so earlier states kept inside by incremental saving are gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from review.documents import clean_images
from review.documents.refusals import UploadRefused

_ROOT_DROPPED: Final = {
    "/Metadata": "properties",
    "/PieceInfo": "properties",
    "/AF": "attachments",
    "/Collection": "attachments",
    "/Perms": "signatures",
    "/DSS": "signatures",
    "/OpenAction": "actions",
    "/AA": "actions",
    "/Requirements": "actions",
}
_NAMES_DROPPED: Final = {"/EmbeddedFiles": "attachments", "/JavaScript": "actions"}
_EVERYWHERE_DROPPED: Final = {
    "/Metadata": "picture_metadata",
    "/PieceInfo": "properties",
    "/LastModified": "properties",
    "/AA": "actions",
}
_KEPT_ANNOTATIONS: Final = frozenset({"/Link", "/Widget"})
_KEPT_ACTIONS: Final = frozenset({"/GoTo", "/URI", "/Named"})
_LOCAL: Final = re.compile(r"^(file:|mailto:|[A-Za-z]:[\\/]|\\\\)", re.I)


def clean(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The cleaned file and the codes of what was taken out.

    Raises UploadRefused: "encrypted" or "unreadable".
    """
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UploadRefused("encrypted")
        return _rewritten(reader, data)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UploadRefused("unreadable") from error


def _rewritten(reader: PdfReader, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    gone: Counter[str] = Counter()
    gone["properties"] += bool(reader.metadata)
    gone["earlier_versions"] += data.count(b"%%EOF") > 1 and data.count(b"/Prev") > 0
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    root = writer.root_object
    _drop(root, _ROOT_DROPPED, gone)
    if "/Names" in root:
        _drop(root["/Names"], _NAMES_DROPPED, gone)
    for page in writer.pages:
        _annotations(page, gone)
    _form(root, gone)
    for thing in list(writer._objects):
        _anywhere(thing, gone)
    writer._ID = None
    _sweep(writer)
    made = BytesIO()
    writer.write(made)
    return made.getvalue(), tuple(sorted(code for code, count in gone.items() if count))


def _sweep(writer: PdfWriter) -> None:
    """Forget every object no longer reached from the document's root."""
    reached: set[int] = set()
    waiting: list[Any] = [writer.root_object.indirect_reference]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum not in reached:
                reached.add(thing.idnum)
                waiting.append(thing.get_object())
        elif isinstance(thing, DictionaryObject):
            waiting.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            waiting.extend(thing)
    for place in range(len(writer._objects)):
        if place + 1 not in reached:
            writer._objects[place] = None


def _drop(holder: Any, keys: dict[str, str], gone: Counter[str]) -> None:
    holder = holder.get_object()
    for key, code in keys.items():
        if key in holder:
            del holder[key]
            gone[code] += 1


def _annotations(page: Any, gone: Counter[str]) -> None:
    kept = ArrayObject()
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject):
            continue
        if annotation.get("/Subtype") not in _KEPT_ANNOTATIONS:
            gone["comments"] += 1
            continue
        _action(annotation, gone)
        kept.append(reference)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept


def _action(annotation: Any, gone: Counter[str]) -> None:
    action = annotation.get("/A")
    action = action.get_object() if action is not None else None
    if action is None:
        return
    address = str(action.get("/URI", ""))
    if action.get("/S") not in _KEPT_ACTIONS or _LOCAL.match(address):
        del annotation["/A"]
        gone["links"] += 1


def _form(root: Any, gone: Counter[str]) -> None:
    form = root.get("/AcroForm")
    if form is None:
        return
    form = form.get_object()
    _drop(form, {"/XFA": "properties"}, gone)
    for reference in form.get("/Fields") or ():
        field = reference.get_object()
        if field.get("/FT") == "/Sig":
            _drop(field, {"/V": "signatures", "/AP": "signatures"}, gone)


def _anywhere(thing: Any, gone: Counter[str]) -> None:
    if not isinstance(thing, DictionaryObject):
        return
    _drop(thing, {key: code for key, code in _EVERYWHERE_DROPPED.items() if key in thing}, gone)
    if isinstance(thing, StreamObject) and _is_jpeg(thing.get("/Filter")):
        cleaned = clean_images.cleaned(thing._data)
        gone["picture_metadata"] += cleaned != thing._data
        thing._data = cleaned
    if thing.get("/Type") == "/StructElem":
        _drop(thing, {"/T": "tags"} if "/T" in thing else {}, gone)


def _is_jpeg(filters: Any) -> bool:
    return filters in ("/DCTDecode", ["/DCTDecode"])


def visible(data: bytes) -> Iterator[tuple[str, str]]:
    """Texts that may still say a name: as (where, text).

    ``where`` is "page 3", "outline" or "other".
    """
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, 1):
            yield f"page {number}", page.get_textpage().get_text_bounded()
        for bookmark in document.get_toc():
            yield "outline", bookmark.get_title()
    finally:
        document.close()
    root = PdfReader(BytesIO(data), strict=False).root_object
    yield from (("other", text) for text in _strings(root, 0))


def _strings(thing: Any, depth: int) -> Iterator[str]:
    if isinstance(thing, TextStringObject):
        yield str(thing)
    elif isinstance(thing, DictionaryObject) and depth < 3:
        for value in thing.values():
            yield from _strings(value, depth + 1)
