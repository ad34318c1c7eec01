"""Names and a safe parser for the XML inside office files."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from review.documents.refusals import UploadRefused

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DGM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V: Final = "{urn:schemas-microsoft-com:vml}"
OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"

# ISO 29500 Strict uses other names for the same things; Word writes both.
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)

#: Empty elements of a text that say only how it looks and where it lies on the page: often half
#: of a file. Nothing is read out of them, so they need not become a tree.
_ONLY_LOOKS: Final = re.compile(
    rb"<w:(?:rFonts|szCs|sz|spacing|ind|color|lang|kern|shd|bCs|iCs|noProof|tcW|vAlign|snapToGrid"
    rb"|top|left|bottom|right|insideH|insideV|keepNext|keepLines|widowControl|proofErr"
    rb"|bookmarkStart|bookmarkEnd)(?:\s[^<>]*)?/>"
)


def without_looks(data: bytes) -> bytes:
    """The XML of a text without most of what concerns its looks, for a reader that keeps none.

    A "<" never stands inside a value or in text, so what is left out is an element and no words;
    only a CDATA section may hold one, and a file with such is left as it is.
    """
    return data if b"<![CDATA[" in data else _ONLY_LOOKS.sub(b"", data)


def parse(data: bytes) -> etree._Element:
    """Root of the XML in `data`, read without DTD, entities, network or huge trees.

    Raises UploadRefused: "dangerous_part" for a document type declaration, "too_deep"
    for more than 256 levels, "unreadable" for anything that is not XML.
    """
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise _worded(error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UploadRefused("dangerous_part", part="entities")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _worded(error: etree.XMLSyntaxError) -> UploadRefused:
    message = str(error)
    if "depth" in message:
        return UploadRefused("too_deep")
    if "ntit" in message and "mplification" in message:
        return UploadRefused("dangerous_part", part="entities")
    if "too long" in message or "limit" in message:
        return UploadRefused("too_complex")
    return UploadRefused("unreadable")
