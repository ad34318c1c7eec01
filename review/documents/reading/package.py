"""The zip guard and the parts of an office file.

`guard` looks only at the archive's list of contents and unpacks nothing, so it may run
in the web process. `Package` reads single parts, each with a limit of its own, and runs
in the sandbox. Limits: docs/security and ASVS 5.0 items 5.2.x (sizes, ratios, counts).
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote

from lxml import etree

from review.documents.reading.xml import RELS, parse, without_looks
from review.documents.refusals import UploadRefused

MAX_ENTRIES: Final = 2_000
MAX_TOTAL: Final = 400 << 20
MAX_XML_PART: Final = 48 << 20
MAX_XML_TOTAL: Final = 96 << 20
MAX_RATIO: Final = 200
RATIO_FROM: Final = 4 << 20
MAX_NAME: Final = 300
MANY_NESTED: Final = 4

_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_XML_NAME = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_NESTED = re.compile(r"\.(zip|7z|rar|gz|bz2|xz|tar)$", re.IGNORECASE)
_OUTSIDE_NAME = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\x00")
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError)
_BROKEN_ZIP = (*_BROKEN, NotImplementedError, RuntimeError, KeyError, IndexError)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part; `target` is a part name, or an address when `external`."""

    kind: str
    target: str
    external: bool = False


def open_archive(source: BinaryIO | Path) -> zipfile.ZipFile:
    """Open the zip and look at its list of contents without unpacking anything.

    Raises UploadRefused: truncated, broken_zip, encrypted, path_traversal, zip_bomb,
    zip_of_zips, too_complex, macros, dangerous_part ("duplicate").
    """
    _check_entry_count(source)
    try:
        archive = zipfile.ZipFile(source)
    except _BROKEN_ZIP as error:
        raise UploadRefused(_broken_code(source)) from error
    try:
        _guard(archive)
    except BaseException:
        archive.close()
        raise
    return archive


def _guard(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    _check_nested(entries)
    _check_names(entries)
    _check_sizes(entries)
    _check_overlap(entries)


def _check_entry_count(source: BinaryIO | Path) -> None:
    """Refuse a list of contents too long to be read, by the number in the zip's tail."""
    tail, _ = _tail(source)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return
    entries, size = struct.unpack("<H", tail[at + 10 : at + 12])[0], tail[at + 12 : at + 16]
    if entries > MAX_ENTRIES or struct.unpack("<L", size)[0] > MAX_ENTRIES * 1_000:
        raise UploadRefused("too_complex")


def _tail(source: BinaryIO | Path) -> tuple[bytes, int]:
    """The last 66 kB, where the zip keeps its list, and the size of the whole."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _tail(file)
    size = source.seek(0, 2)
    source.seek(max(0, size - 66_000))
    tail = source.read()
    source.seek(0)
    return tail, size


def _broken_code(source: BinaryIO | Path) -> str:
    """A zip without its tail was cut; one with a tail is broken inside."""
    tail, _ = _tail(source)
    return "broken_zip" if b"PK\x05\x06" in tail or tail.endswith(b"\0" * 64) else "truncated"


def _check_nested(entries: list[zipfile.ZipInfo]) -> None:
    """Nothing but archives of one size in an archive: what they unpack to nobody can tell."""
    nested = {entry.file_size for entry in entries if _NESTED.search(entry.filename)}
    whole = all(_NESTED.search(entry.filename) for entry in entries)
    if len(entries) >= MANY_NESTED and whole and len(nested) == 1:
        raise UploadRefused("zip_of_zips")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UploadRefused("too_complex")
    names = [entry.filename for entry in entries]
    if any(_OUTSIDE_NAME.search(entry.orig_filename) for entry in entries):
        raise UploadRefused("path_traversal")
    if any(len(name) > MAX_NAME for name in names):
        raise UploadRefused("broken_zip")
    if len(set(names)) != len(names):
        raise UploadRefused("dangerous_part", part="duplicate")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UploadRefused("encrypted")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise UploadRefused("broken_zip")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadRefused("macros")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    xml = [entry.file_size for entry in entries if _XML_NAME.search(entry.filename)]
    steep = any(
        entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if steep or total > MAX_TOTAL or sum(xml) > MAX_XML_TOTAL or max(xml, default=0) > MAX_XML_PART:
        raise UploadRefused("zip_bomb", size_mb=total >> 20)


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Two entries over the same bytes: the trick of the small bombs without nesting."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UploadRefused("zip_bomb", size_mb=sum(e.file_size for e in entries) >> 20)
        end = entry.header_offset + 30 + entry.compress_size


def read_entry(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Unpack one entry of at most `limit` bytes. Raises UploadRefused: broken_zip, zip_bomb."""
    try:
        with archive.open(name) as file:
            data = file.read(limit + 1)
    except _BROKEN_ZIP as error:
        raise UploadRefused("broken_zip") from error
    if len(data) > limit:
        raise UploadRefused("zip_bomb", size_mb=limit >> 20)
    return data


class Package:
    """Parts of one office file, read on demand and never more than the limits allow."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._unread = set(self._names.values())
        self._relations: dict[str, dict[str, Relation]] = {}

    def has(self, part: str) -> bool:
        """True when the file holds this part; case does not matter, as in Windows."""
        return part.lower() in self._names

    def read(self, part: str, limit: int = MAX_XML_PART) -> bytes:
        """Bytes of a part. Raises UploadRefused: broken_zip, zip_bomb, unreadable."""
        name = self._names.get(part.lower())
        if name is None:
            raise UploadRefused("unreadable")
        self._unread.discard(name)
        return read_entry(self._archive, name, limit)

    def xml(self, part: str) -> etree._Element:
        """Root of an XML part; raises as `read` and `xml.parse` do."""
        return parse(self.read(part))

    def text(self, part: str) -> etree._Element:
        """Like `xml`, without elements that only concern how the text looks."""
        return parse(without_looks(self.read(part)))

    def xml_or_none(self, part: str) -> etree._Element | None:
        """Root of a side part, or None when it is missing or breaks XML's rules."""
        if not part or not self.has(part):
            return None
        try:
            return self.xml(part)
        except UploadRefused as refused:
            if refused.code in {"unreadable", "broken_zip"}:
                return None
            raise

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Relations of a part, or of the whole file, by their id."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> dict[str, Relation]:
        folder, name = posixpath.split(part)
        root = self.xml_or_none(posixpath.join(folder, "_rels", name + ".rels"))
        if root is None:
            return {}
        found = {}
        for element in root.iter(RELS + "Relationship"):
            found[element.get("Id", "")] = _relation(element, folder)
        return found

    def parts(self) -> list[str]:
        """Names of all parts as they are written."""
        return list(self._names.values())

    def check_unread(self) -> None:
        """No part of an office file may declare entities; such a file is made to harm.

        Parts already parsed were refused by the parser. Raises UploadRefused.
        """
        for name in self._unread:
            if _XML_NAME.search(name) and declares(self._head(name)):
                raise UploadRefused("dangerous_part", part="entities")

    def _head(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as file:
                return file.read(2_048)
        except _BROKEN_ZIP as error:
            raise UploadRefused("broken_zip") from error


def declares(head: bytes) -> bool:
    """Whether the beginning of an XML part declares a DTD or entities, in whatever encoding."""
    if b"\0" in head[:64]:
        head = head.replace(b"\0", b"")
    return _DECLARATION.search(head) is not None


def _relation(element: etree._Element, folder: str) -> Relation:
    target = element.get("Target", "")
    kind = element.get("Type", "").rsplit("/", 1)[-1]
    if element.get("TargetMode", "").lower() == "external":
        return Relation(kind, target, external=True)
    path = unquote(target.split("#")[0])
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    return Relation(kind, posixpath.normpath(joined))
