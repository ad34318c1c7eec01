"""Spoils real files in many ways, by a seed: bytes, parts of the zip, the XML inside.

`take` sends one through the whole examination, as an upload goes.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree

from review.documents import sandbox
from review.documents.outcome import Ask
from review.documents.refusals import REFUSALS
from review.documents.uploads import UploadRefused, accept

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LIMIT = 20 << 20
TODAY = date(2026, 11, 30)
ABSURD = ("-1", "0", "1000000000000", "NaN", "", "0x10", "1e9", "99999", "٣", "w:p")
#: Text that regular expressions of a careless make choke on.
LONG_TEXTS = (
    "1." * 3_000, "а " * 5_000, "- " * 5_000, "«" * 4_000, "Тема 1. " * 1_500, "…" * 6_000 + "1",
    "часов: " * 1_500, "\u200b" * 5_000 + "Цель", "(((" * 2_000, "2.2.2.2.2." * 600,
    "Составитель: Иванова И.И., " * 800, "№ " * 3_000, "1,5/2-3 " * 1_500, "@." * 3_000,
)  # fmt: skip


@dataclass(frozen=True)
class Spoiled:
    """A spoiled file: which one, how, and its bytes."""

    name: str
    how: str
    data: bytes


@dataclass(frozen=True)
class Answer:
    """What came of one: "read" or the code of a refusal; `fault` is what should not be."""

    name: str
    how: str
    code: str
    fault: str = ""


def spoiled(files: Sequence[Path], count: int, seed: int) -> Iterator[Spoiled]:
    """So many spoiled files, each file's turn after the other, the same for the same seed."""
    for number in range(count):
        path = files[number % len(files)]
        chance = random.Random(f"{seed}:{number}:{path.name}")
        yield spoil(path.name, path.read_bytes(), chance)


def spoil(name: str, data: bytes, chance: random.Random) -> Spoiled:
    """The file spoiled in one way; XML is spoiled in one to three places."""
    ways = _PDF if name.endswith(".pdf") else _DOCX
    way = chance.choice(ways)
    try:
        return Spoiled(name, way.__name__, way(data, chance))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError):
        return Spoiled(name, flip.__name__, flip(data, chance))


def take(one: Spoiled) -> Answer:
    """Accept, read and examine in the sandbox."""
    fmt = "pdf" if one.name.endswith(".pdf") else "docx"
    with tempfile.NamedTemporaryFile(suffix=f".{fmt}") as file:
        file.write(one.data)
        file.flush()
        try:
            accepted = accept(one.name, Path(file.name), LIMIT)
            result = sandbox.read(Path(file.name), accepted.format, ask=Ask(TODAY))
        except UploadRefused as refused:
            return Answer(one.name, one.how, refused.code, _fault_of(refused))
    outcome = result.outcome
    broken = "no examination" if outcome is None else outcome.failed
    return Answer(one.name, one.how, "read", broken)


def _fault_of(refused: UploadRefused) -> str:
    """A refusal is a fault when nobody meant it: an error inside, a limit, no words for it."""
    if refused.code not in REFUSALS or refused.code in {"reader_away", "timeout", "memory"}:
        return refused.code
    return str(refused.params.get("detail", ""))


# --- bytes ------------------------------------------------------------------------------------


def flip(data: bytes, chance: random.Random) -> bytes:
    """One to forty bytes changed."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end is missing, or a stretch from the middle."""
    start = chance.randrange(1, len(data))
    return data[:start] if chance.random() < 0.5 else data[:start] + data[start + 500 :]


def put_in(data: bytes, chance: random.Random) -> bytes:
    """Noise in the middle."""
    place = chance.randrange(len(data))
    return data[:place] + chance.randbytes(chance.choice((1, 16, 3_000))) + data[place:]


# --- parts of the zip -------------------------------------------------------------------------


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980: the same bytes whenever they are packed
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    return made.getvalue()


def part_lost(data: bytes, chance: random.Random) -> bytes:
    """A part is missing."""
    parts = _parts(data)
    del parts[chance.choice(sorted(parts))]
    return _packed(parts)


def parts_swapped(data: bytes, chance: random.Random) -> bytes:
    """Two parts change places: styles where the text should be, a picture as XML."""
    parts = _parts(data)
    one, other = chance.choice(sorted(parts)), chance.choice(sorted(parts))
    if chance.random() < 0.5 and "word/document.xml" in parts:
        one = "word/document.xml"
    parts[one], parts[other] = parts[other], parts[one]
    return _packed(parts)


def part_spoiled(data: bytes, chance: random.Random) -> bytes:
    """Bytes of one part are changed before it is packed, so that the zip itself is sound."""
    parts = _parts(data)
    name = chance.choice([name for name in sorted(parts) if parts[name]])
    parts[name] = chance.choice((flip, cut, put_in))(parts[name] + b" ", chance)
    return _packed(parts)


def part_emptied(data: bytes, chance: random.Random) -> bytes:
    """A part holds nothing, or XML of nothing."""
    parts = _parts(data)
    parts[chance.choice(sorted(parts))] = chance.choice((b"", b"<a/>", b"<?xml version='1.0'?>"))
    return _packed(parts)


# --- the XML inside ---------------------------------------------------------------------------


def xml_spoiled(data: bytes, chance: random.Random) -> bytes:
    """Elements of a part lost, doubled, renamed, nested; figures and ids made absurd."""
    parts = _parts(data)
    names = [n for n in sorted(parts) if n.endswith((".xml", ".rels")) and parts[n]]
    main = [n for n in names if n.startswith("word/document")]
    name = chance.choice(main) if main and chance.random() < 0.7 else chance.choice(names)
    root = etree.fromstring(parts[name])
    for _ in range(chance.choice((1, 1, 2, 3))):
        chance.choice(_XML)(root, chance)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return _packed(parts)


def _some(root: etree._Element, chance: random.Random, *tags: str) -> etree._Element:
    found = [one for one in root.iter(*tags) if isinstance(one.tag, str)]
    return chance.choice(found) if found else root


def _lose(root: etree._Element, chance: random.Random) -> None:
    gone = _some(root, chance)
    parent = gone.getparent()
    if parent is not None:
        parent.remove(gone)


def _double(root: etree._Element, chance: random.Random) -> None:
    """Many times; never the whole, which would only be large."""
    one = _some(root, chance, W + "p", W + "tc", W + "tr", W + "pPr", W + "rPr", W + "r")
    if one.getparent() is not None:
        for _ in range(chance.choice((1, 3, 300))):
            one.addnext(deepcopy(one))


def _rename(root: etree._Element, chance: random.Random) -> None:
    other = _some(root, chance).tag
    _some(root, chance).tag = other


def _move(root: etree._Element, chance: random.Random) -> None:
    one, home = _some(root, chance), _some(root, chance)
    if one is not root and one not in (home, *home.iterancestors()):
        home.append(one)


def _nest(root: etree._Element, chance: random.Random) -> None:
    """A paragraph inside of many tables or controls."""
    one = _some(root, chance, W + "p")
    parent = one.getparent()
    if parent is None:
        return
    place = parent.index(one)
    for _ in range(chance.choice((3, 24, 26, 60))):
        one = _around(one, chance.choice((("tbl", "tr", "tc"), ("sdt", "sdtContent"))))
    parent.insert(place, one)


def _around(one: etree._Element, names: Sequence[str]) -> etree._Element:
    for name in reversed(names):
        outer = etree.Element(W + name)
        outer.append(one)
        one = outer
    return one


def _absurd(root: etree._Element, chance: random.Random) -> None:
    one = _some(root, chance)
    if one.attrib:
        one.set(chance.choice(sorted(one.attrib)), chance.choice(ABSURD))


def _dangling(root: etree._Element, chance: random.Random) -> None:
    """Styles, lists, relations and notes that are not there; a style that is its own parent."""
    ids = [one for one in root.iter() if any(_ID.search(str(name)) for name in one.attrib)]
    if ids:
        one = chance.choice(ids)
        name = chance.choice([name for name in sorted(one.attrib) if _ID.search(str(name))])
        one.set(name, chance.choice(("nowhere", "rId9999", "77777", str(_some(root, chance).tag))))


def _wide(root: etree._Element, chance: random.Random) -> None:
    """Spans over more columns and rows than there are."""
    cell = _some(root, chance, W + "tc")
    properties = etree.Element(W + "tcPr")
    span, merge = (etree.SubElement(properties, W + name) for name in ("gridSpan", "vMerge"))
    span.set(W + "val", chance.choice(("3", "257", "1000000", "-4")))
    merge.set(W + "val", chance.choice(("restart", "continue")))
    cell.insert(0, properties)


def _worded(root: etree._Element, chance: random.Random) -> None:
    _some(root, chance, W + "t").text = chance.choice(LONG_TEXTS)


_ID = re.compile(r"\}(val|id|embed|styleId|numId|abstractNumId)$|^(Id|Target|Type)$")
_XML: tuple[Callable[[etree._Element, random.Random], None], ...] = (
    _lose, _double, _rename, _move, _nest, _absurd, _dangling, _wide, _worded,
)  # fmt: skip


# --- PDF --------------------------------------------------------------------------------------


def numbers_changed(data: bytes, chance: random.Random) -> bytes:
    """Figures of the PDF's plain parts: places, lengths, counts, references."""
    found = list(re.finditer(rb"(?<=[ \[/])\d{1,7}(?=[ \]\r\n/])", data))
    for match in sorted(chance.sample(found, min(3, len(found))), key=lambda m: -m.start()):
        new = str(chance.choice((0, 1, 7, 65_536, 9_999_999_999, -3))).encode()
        data = data[: match.start()] + new + data[match.end() :]
    return data


def objects_swapped(data: bytes, chance: random.Random) -> bytes:
    """Two objects of the PDF change places under each other's number."""
    found = list(re.finditer(rb"\d+ 0 obj.{1,20000}?endobj", data, re.DOTALL))
    if len(found) < 2:
        return flip(data, chance)
    one, other = sorted(chance.sample(found, 2), key=re.Match.start)
    return (
        data[: one.start()] + other[0] + data[one.end() : other.start()] + one[0]
        + data[other.end() :]
    )  # fmt: skip


Way = Callable[[bytes, random.Random], bytes]
_DOCX: tuple[Way, ...] = (
    flip, cut, put_in, part_lost, parts_swapped, part_spoiled, part_spoiled, part_emptied,
    *[xml_spoiled] * 7,
)  # fmt: skip
_PDF: tuple[Way, ...] = (flip, flip, cut, put_in, numbers_changed, objects_swapped)
