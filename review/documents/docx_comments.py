"""The comments part of a DOCX: native Word comments, with answers as threaded replies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from review.documents.docx_places import SPACE
from review.documents.refusals import UploadRefused

W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
W15: Final = "http://schemas.microsoft.com/office/word/2012/wordml"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PARA_ID: Final = f"{{{W14}}}paraId"
FIRST_PARA_ID: Final = 0x5A000001
_THREAD_NAMES: Final = {"w14": W14, "mc": MC}
_ROOT_TAG: Final = re.compile(rb"<(?:[^\s<>?!:/]+:)?comments(?=[\s/>])")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def legal(text: str) -> str:
    """The text without characters XML cannot hold."""
    return _ILLEGAL.sub("", text)


class Comments:
    """Comments of a file: those it had, untouched, and new ones behind them."""

    def __init__(self, word: str, existing: bytes | None, extended: bytes | None) -> None:
        """``word`` is the namespace the file's own XML uses (usual or Strict)."""
        self._w = f"{{{word}}}"
        names = {"w": word, "w14": W14, "w15": W15, "mc": MC}
        self.root = _knowing(existing) if existing else _new(f"{self._w}comments", names)
        self.extended = parsed(extended) if extended else _new(f"{{{W15}}}commentsEx", names)
        self.threaded = False
        self._known = {element.get(PARA_ID) for element in self.root.iter() if element.get(PARA_ID)}

    def free_id(self, document: etree._Element) -> int:
        """The first comment number used neither here nor in the document."""
        marks = ("commentRangeStart", "commentRangeEnd", "commentReference")
        elements = [*self.root, *document.iter(*(self._w + mark for mark in marks))]
        return max((_number(element.get(f"{self._w}id")) for element in elements), default=-1) + 1

    def add(
        self, number: int, author: str, initials: str, created: datetime, text: str
    ) -> etree._Element:
        """A new comment; each line of the text becomes a paragraph of it."""
        w = self._w
        comment = etree.SubElement(self.root, f"{w}comment")
        comment.set(f"{w}id", str(number))
        comment.set(f"{w}author", legal(author))
        comment.set(f"{w}date", created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        comment.set(f"{w}initials", legal(initials))
        for line in legal(text).splitlines() or [""]:
            paragraph = etree.SubElement(comment, f"{w}p")
            run = etree.SubElement(paragraph, f"{w}r")
            words = etree.SubElement(run, f"{w}t")
            words.text = line
            words.set(SPACE, "preserve")
        return comment

    def thread(self, comments: Sequence[etree._Element], done: bool) -> None:
        """Tell Word that all but the first answer the first, and whether it is settled.

        That stands in the part commentsExtended; its schema is [MS-DOCX] 2.5.4.
        """
        self.threaded = True
        parent = self._listed(comments[0], None, done)
        for reply in comments[1:]:
            self._listed(reply, parent, done)

    def _listed(self, comment: etree._Element, parent: str | None, done: bool) -> str:
        # Word knows a comment in the thread list by the id of its last paragraph.
        last = comment[-1]
        last.set(PARA_ID, self._new_para_id())
        entry = etree.SubElement(self.extended, f"{{{W15}}}commentEx")
        entry.set(f"{{{W15}}}paraId", last.get(PARA_ID))
        if parent:
            entry.set(f"{{{W15}}}paraIdParent", parent)
        entry.set(f"{{{W15}}}done", str(int(done)))
        return str(last.get(PARA_ID))

    def _new_para_id(self) -> str:
        value = FIRST_PARA_ID
        while f"{value:08X}" in self._known:
            value += 1
        self._known.add(f"{value:08X}")
        return f"{value:08X}"


def parsed(data: bytes) -> etree._Element:
    """Root of an XML part, everything kept: comments, instructions, spaces, namespaces.

    Raises UploadRefused: "too_deep" or "unreadable".
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UploadRefused("too_deep" if "depth" in str(error) else "unreadable") from error


def written(root: etree._Element) -> bytes:
    """The part as bytes, declared as Word declares it."""
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def _new(tag: str, names: dict[str, str]) -> etree._Element:
    root = etree.Element(tag, nsmap=names)
    root.set(f"{{{MC}}}Ignorable", "w14 w15")
    return root


def _knowing(existing: bytes) -> etree._Element:
    """The file's own comments, with the prefixes that threads need declared at the root.

    They are put into the text of the root's tag: every other way of declaring a prefix in a
    finished tree also tidies declarations that only attribute values use (``mc:Choice``).
    """
    root = parsed(existing)
    lacking = [name for name, space in _THREAD_NAMES.items() if space not in root.nsmap.values()]
    if any(name in root.nsmap for name in lacking):
        return root
    told = "".join(f' xmlns:{name}="{_THREAD_NAMES[name]}"' for name in lacking).encode()
    root = parsed(_ROOT_TAG.sub(lambda tag: tag[0] + told, written(root), count=1))
    prefix = next(name for name, space in root.nsmap.items() if space == W14)
    ignorable = root.get(f"{{{MC}}}Ignorable", "").split()
    if prefix not in ignorable:
        root.set(f"{{{MC}}}Ignorable", " ".join([*ignorable, prefix]))
    return root


def _number(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else -1
