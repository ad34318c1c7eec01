"""Inside one paragraph: text as a reader sees it, runs with their look, what is anchored.

Tracked insertions count as text and deletions do not; content controls, smart tags,
links and field results are walked through; field instructions are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from review.documents.reading.drawings import Anchored, anchored
from review.documents.reading.model import Run
from review.documents.reading.package import Relation
from review.documents.reading.styles import NO_LOOK, Look, Style, Styles, is_on
from review.documents.reading.xml import MC, M, R, W
from review.documents.refusals import UploadRefused

_SKIPPED: Final = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "del", "moveFrom", "delText", "delInstrText", "sdtPr",
        "sdtEndPr", "smartTagPr", "customXmlPr", "rubyPr", "proofErr", "bookmarkStart",
        "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
        "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
        "fldData", "ffData", "tblPr", "tblGrid",
    )
)  # fmt: skip
_PLAIN: Final[dict[str, str]] = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
}
_NOTES: Final = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_DDE: Final = re.compile(r"^\s*DDE(AUTO)?\b", re.IGNORECASE)
_ANCHORED: Final = frozenset({W + "drawing", W + "pict", W + "object"})
_SYMBOL_FONTS: Final = ("symbol", "wingding", "webding")


@dataclass(slots=True)
class Inline:
    """The contents of one paragraph as they were found."""

    runs: list[Run] = field(default_factory=list)
    anchored: list[Anchored] = field(default_factory=list)
    hidden: int = 0
    changes: int = 0
    breaks_before: int = 0
    breaks_inside: int = 0
    toc: bool = False

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return "".join([run.text for run in self.runs])


_TEXT: Final = W + "t"
_RUN_PROPERTIES: Final = W + "rPr"
_VAL: Final = W + "val"
_STYLE: Final = W + "rStyle"
_RAISED: Final = W + "vertAlign"
_HIDDEN: Final = W + "vanish"
_MARKS: Final = (W + "b", W + "i", W + "u")
_LOOKS: Final = frozenset({_STYLE, _RAISED, _HIDDEN, *_MARKS})


class InlineReader:
    """Walks paragraphs; keeps what is common to all: styles, and where links lead.

    `relations` tell where links lead; `notes` numbers foot- and endnotes by kind and id as
    they are met, and is the caller's to read. Fields may begin in one paragraph and end in
    another, so they are kept here. Holds nothing that holds it, so that the document's XML
    is let go at once when its reading is over.
    """

    def __init__(
        self,
        styles: Styles,
        relations: Mapping[str, Relation],
        notes: dict[tuple[str, str], int],
    ) -> None:
        self._styles = styles
        self._relations = relations
        self._notes = notes
        self._fields: list[str] = []

    def read(self, paragraph: etree._Element, style: Style) -> Inline:
        """Everything inside a `w:p`; `style` is the paragraph's own style."""
        if style.heading_level:
            self._fields.clear()
        found = Inline(toc=self._in_toc())
        self._children(paragraph, found, style, "")
        return found

    def _in_toc(self) -> bool:
        fields = self._fields
        return bool(fields) and any(code.lstrip().upper().startswith("TOC") for code in fields)

    def _children(self, parent: etree._Element, found: Inline, style: Style, link: str) -> None:
        for child in parent[:]:
            handler = _HANDLERS.get(child.tag)
            if handler is not None:
                handler(self, child, found, style, link)
            elif child.tag in _ANCHORED:
                self._anchored(child, found)
            elif child.tag not in _SKIPPED:
                self._children(child, found, style, link)

    def _hyperlink(self, element: etree._Element, found: Inline, style: Style, link: str) -> None:
        relation = self._relations.get(element.get(R + "id", ""))
        target = relation.target if relation and relation.external else ""
        self._children(element, found, style, target or link)

    def _inserted(self, element: etree._Element, found: Inline, style: Style, link: str) -> None:
        found.changes += 1
        self._children(element, found, style, link)

    def _ruby(self, element: etree._Element, found: Inline, style: Style, link: str) -> None:
        base = element.find(W + "rubyBase")
        self._children(element if base is None else base, found, style, link)

    def _alternate(self, element: etree._Element, found: Inline, style: Style, link: str) -> None:
        """The first choice that gives anything; the fallback repeats it for old programs."""
        for branch in element:
            before = (len(found.text), len(found.anchored))
            self._children(branch, found, style, link)
            if before != (len(found.text), len(found.anchored)):
                return

    def _formula(self, element: etree._Element, found: Inline, style: Style, link: str) -> None:
        text = "".join(part.text or "" for part in element.iter(M + "t", W + "t"))
        _add(found, text, NO_LOOK, link)

    def _run(self, element: etree._Element, found: Inline, style: Style, link: str) -> None:
        look, hidden = style.look, style.hidden
        for child in element[:]:
            tag = child.tag
            if tag == _TEXT:
                if hidden:
                    found.hidden += 1
                elif child.text:
                    _add(found, child.text, look, link)
                if len(child):  # some template engines put whole paragraphs into a w:t
                    found.anchored.append(Anchored("box", element=child))
            elif tag == _RUN_PROPERTIES:
                look, hidden = self._look(child, style)
            else:
                self._in_run(child, tag, found, look, style, link)

    def _in_run(
        self,
        child: etree._Element,
        tag: str,
        found: Inline,
        look: Look,
        style: Style,
        link: str,
    ) -> None:
        if tag in _PLAIN:
            if child.get(W + "type") not in {"page", "column"}:
                _add(found, _PLAIN[tag], look, link)
        elif tag == W + "sym":
            _add(found, _symbol(child), look, link)
        elif tag in _NOTES:
            note = (_NOTES[tag], child.get(W + "id", ""))
            number = self._notes.setdefault(note, len(self._notes) + 1)
            _add(found, f"[{number}]", (*look[:3], True, False), link)
        elif tag in _ANCHORED:
            self._anchored(child, found)
        elif tag in _FIELDED:
            _FIELDED[tag](self, child, found)
        elif tag in _HANDLERS:
            _HANDLERS[tag](self, child, found, style, link)
        elif tag not in _SKIPPED:
            self._children(child, found, style, link)

    def _break(self, element: etree._Element, found: Inline) -> None:
        if found.runs:
            found.breaks_inside += 1
        else:
            found.breaks_before += 1

    def _instruction(self, element: etree._Element, found: Inline) -> None:
        refuse_dde(element.text or "")
        if self._fields:
            self._fields[-1] += element.text or ""
            found.toc = found.toc or self._in_toc()

    def _field(self, element: etree._Element, found: Inline) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            refuse_dde(self._fields.pop())

    def _simple_field(
        self, element: etree._Element, found: Inline, style: Style, link: str
    ) -> None:
        refuse_dde(element.get(W + "instr", ""))
        self._children(element, found, style, link)

    def _look(self, properties: etree._Element, style: Style) -> tuple[Look, bool]:
        """What the run's own properties make of the paragraph's look."""
        said = {child.tag: child.get(_VAL) for child in properties[:] if child.tag in _LOOKS}
        if not said:  # type and size only
            return style.look, style.hidden
        base = self._styles.get(said[_STYLE]) if said.get(_STYLE) else style
        raised = said.get(_RAISED)
        bold, italic, underline = (
            is_on(said[tag]) if tag in said else base.look[at] or style.look[at]
            for at, tag in enumerate(_MARKS)
        )
        hidden = is_on(said[_HIDDEN]) if _HIDDEN in said else base.hidden
        return (bold, italic, underline, raised == "superscript", raised == "subscript"), hidden

    def _anchored(self, element: etree._Element, found: Inline) -> None:
        found.anchored.extend(anchored(element))


_HANDLERS: Final[dict[str, Callable[[InlineReader, etree._Element, Inline, Style, str], None]]] = {
    W + "r": InlineReader._run,
    W + "hyperlink": InlineReader._hyperlink,
    W + "ins": InlineReader._inserted,
    W + "moveTo": InlineReader._inserted,
    W + "ruby": InlineReader._ruby,
    MC + "AlternateContent": InlineReader._alternate,
    W + "fldSimple": InlineReader._simple_field,
    M + "oMath": InlineReader._formula,
}
_FIELDED: Final[dict[str, Callable[[InlineReader, etree._Element, Inline], None]]] = {
    W + "lastRenderedPageBreak": InlineReader._break,
    W + "instrText": InlineReader._instruction,
    W + "fldChar": InlineReader._field,
}


def refuse_dde(code: str) -> None:
    """A field that talks to another program. Raises UploadRefused "dangerous_part"."""
    if _DDE.match(code):
        raise UploadRefused("dangerous_part", part="dde")


def _add(found: Inline, text: str, look: Look, link: str) -> None:
    if not text:
        return
    if found.runs:
        text_before, *same = found.runs[-1]
        if same == [*look, link]:
            found.runs[-1] = Run(text_before + text, *look, link)
            return
    found.runs.append(Run(text, *look, link))


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font has no code of its own: shown as a bullet, never dropped."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return "•"
    font = (element.get(W + "font") or "").lower()
    private = 0xE000 <= code <= 0xF8FF or any(name in font for name in _SYMBOL_FONTS)
    return "•" if private or not 0x20 <= code <= 0xFFFF else chr(code)
