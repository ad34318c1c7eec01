"""Every text of a DOCX that may say a name: paragraphs, running heads, links, descriptions."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lxml import etree

from review.documents.docx_comments import parsed
from review.documents.docx_places import local

_XML: Final = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_PLACES: Final = frozenset({"header", "footer", "footnotes", "endnotes"})


def visible(data: bytes) -> Iterator[tuple[str, str]]:
    """Texts of a cleaned file that may still say a name: (where, text), paragraph by paragraph.

    ``where`` is "body", "header", "footer", "footnotes", "endnotes", "links", "descriptions" or
    "other".
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if not _XML.search(name):
                continue
            root = parsed(archive.read(name))
            yield from _texts(_where(name), root)
            if name.endswith(".rels"):
                yield from (("links", relation.get("Target", "")) for relation in root)


def _texts(where: str, root: etree._Element) -> Iterator[tuple[str, str]]:
    paragraphs = list(root.iter("{*}p"))
    for paragraph in paragraphs:
        yield where, "".join(e.text or "" for e in paragraph.iter("{*}t"))
    for element in root.iter():
        described = (element.get("descr"), element.get("title"), element.get("alt"))
        yield from (("descriptions", words) for words in described if words)
        if local(element) not in {"t", ""} and (element.text or "").strip():
            yield "other", element.text
        for key, value in element.attrib.items():
            if re.search("[А-Яа-яЁё]", value) and key not in {"descr", "title", "alt"}:
                yield "other", value


def _where(name: str) -> str:
    stem = re.sub(r"\d*\.xml$", "", posixpath.basename(name))
    return {"document": "body"}.get(stem, stem if stem in _PLACES else "other")
