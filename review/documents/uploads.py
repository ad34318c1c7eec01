"""The door for a teacher's file: what it is by its bytes, and under which name it is kept.

Looks only at the first and last bytes, at a zip's list of contents and at the beginnings of the
parts that tell the format, so it is fast and safe in the web process. What lies inside is read in
the sandbox afterwards.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from review.documents.reading import convert
from review.documents.reading.package import declares, open_archive
from review.documents.refusals import UploadRefused

__all__ = ["FORMATS", "Accepted", "UploadRefused", "accept", "formats_here", "safe_name"]

FORMATS: Final = frozenset({"docx", "pdf"})
MAX_NAME_BYTES: Final = 180

_HEAD: Final = 4_096
_LOCK_SIZE: Final = 162
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_NAMES: Final = frozenset({"docx", "docm", "dotx", "dotm"})
_EXTENSIONS: Final = {
    "docx": _WORD_NAMES,
    "pdf": frozenset({"pdf"}),
    "doc": frozenset({"doc", "dot"}),
    "odt": frozenset({"odt", "ott"}),
    "rtf": frozenset({"rtf"}),
}
_WORD_BEGINS: Final = b"\xec\xa5"
_SECTOR: Final = 512
_MANIFEST: Final = 1 << 20
_SKELETON: Final = frozenset({"[content_types].xml", "_rels/.rels"})
_ENCRYPTED: Final = 0x0100
_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may go to the sandbox. `format` is docx, pdf, doc, odt or rtf."""

    format: str
    safe_name: str
    size: int


def formats_here() -> frozenset[str]:
    """What may be uploaded on this machine: more where LibreOffice makes DOCX of it."""
    return FORMATS | convert.FORMATS if convert.available() else FORMATS


def accept(
    filename: str,
    data: bytes | Path,
    max_bytes: int,
    formats: frozenset[str] = FORMATS,
) -> Accepted:
    """Say what the file is, or refuse it with the reason.

    `max_bytes` is the limit in bytes; `formats` widens the door when LibreOffice is there
    (see `formats_here`). Raises UploadRefused with one of the codes of
    `documents.refusals`; never anything else.
    """
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size == 0:
        raise UploadRefused("empty")
    if size > max_bytes:
        limit_mb = f"{max_bytes / (1 << 20):g}"
        raise UploadRefused("too_large", limit=max_bytes, limit_mb=limit_mb, size=size)
    named = _extension(filename)
    found = _sniff(filename, data, size, named)
    if found not in _EXTENSIONS:
        raise UploadRefused("not_a_document", found=found)
    _check_format(found, named, formats)
    return Accepted(found, safe_name(filename, found), size)


def safe_name(filename: str, extension: str = "") -> str:
    """The file's own name made harmless for any disk and any header; never empty.

    Folders, control and direction signs, names Windows reserves and all that is over
    180 bytes go away; `extension` is put at the end when the name has none that fits.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1]
    name = _UNSAFE.sub("", name).strip().rstrip(" .")
    stem, dot, ending = name.rpartition(".")
    fitting = ending.lower() in _EXTENSIONS.get(extension, frozenset({ending.lower()}))
    if not dot or not fitting:
        stem, ending = name, extension
    stem = re.sub(r"\s+", " ", stem).strip(" .~$") or "document"
    if _RESERVED.match(stem):
        stem = f"{stem}_"
    room = MAX_NAME_BYTES - len(ending.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem}.{ending.lower()}" if ending else stem


def _extension(filename: str) -> str:
    _, dot, ending = filename.rpartition(".")
    return ending.strip().lower() if dot and len(ending) < 12 else ""


def _check_format(found: str, named: str, formats: frozenset[str]) -> None:
    """The name must agree with the contents, and the contents with what is read here."""
    if found == "doc" and named in _WORD_NAMES:
        raise UploadRefused("old_doc", named=named)
    if found not in formats:
        raise UploadRefused("needs_docx_or_pdf", found=found)
    if named and named not in _EXTENSIONS[found]:
        raise UploadRefused("wrong_extension", named=named, found=found, expected=found)


def _sniff(filename: str, data: bytes | Path, size: int, named: str) -> str:
    """What the bytes are; raises UploadRefused where the answer is a refusal of its own."""
    head = _head(data)
    if _is_lock_file(filename, head, size):
        raise UploadRefused("lock_file")
    if head.startswith(b"PK"):
        return _sniff_zip(data, named)
    if head.startswith(_OLE):
        return _sniff_ole(data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    return _sniff_rest(head, named)


def _sniff_rest(head: bytes, named: str) -> str:
    if head.startswith(_IMAGES):
        return "image"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<office:document" in text:
        return "odt"
    if b"<w:worddocument" in text:
        return "doc"
    if text.startswith((b"<!doctype html", b"<html", b"<?php")) or b"<body" in text:
        return "html"
    if b"\0" not in head and _decodes(head):
        return "text"
    if not any(head):
        raise UploadRefused("broken_zip" if named in _WORD_NAMES else "unreadable")
    return "unknown"


def _decodes(head: bytes) -> bool:
    try:
        head[: _HEAD - 4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 8
    return True


def _is_lock_file(filename: str, head: bytes, size: int) -> bool:
    """Word's owner file: 162 bytes, the length of the owner's name first, then the name."""
    base = re.split(r"[/\\]", filename)[-1]
    if base.startswith("~$") and size < 1_024:
        return True
    return size == _LOCK_SIZE and 0 < head[0] <= 54 and not head.startswith((b"PK", b"%PDF"))


def _sniff_zip(data: bytes | Path, named: str) -> str:
    source = data if isinstance(data, Path) else BytesIO(data)
    try:
        archive = open_archive(source)
    except UploadRefused as refused:
        if refused.code == "encrypted" and named == "zip":
            return "zip"
        raise
    with archive:
        names = {name.lower() for name in archive.namelist()}
        if "mimetype" in names and "content.xml" in names:
            return _sniff_odf(archive)
        if "[content_types].xml" not in names:
            return "zip"
        _check_skeleton(archive)
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "pptx" if "ppt/presentation.xml" in names else "docx"


def _check_skeleton(archive: zipfile.ZipFile) -> None:
    """The parts that every office file begins with declare no entities, whatever its name is."""
    for name in archive.namelist():
        if name.lower() in _SKELETON and declares(_beginning(archive, name, _HEAD)):
            raise UploadRefused("dangerous_part", part="entities")


def _sniff_odf(archive: zipfile.ZipFile) -> str:
    """An OpenDocument says in its first part what it is, and in its list what is encrypted."""
    names = archive.namelist()
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise UploadRefused("macros")
    mimetype = _beginning(archive, "mimetype", 100)
    listed = _beginning(archive, "META-INF/manifest.xml", _MANIFEST)
    if b"encryption-data" in listed:
        raise UploadRefused("encrypted")
    return "odt" if b"opendocument.text" in mimetype else "zip"


def _beginning(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    """The first bytes of an entry; nothing when there is no such entry."""
    if name not in archive.namelist():
        return b""
    try:
        with archive.open(name) as file:
            return file.read(size)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError) as error:
        raise UploadRefused("broken_zip") from error


def _sniff_ole(data: bytes | Path) -> str:
    """Old office container: an encrypted DOCX, an old DOC, or something else."""
    content = data.read_bytes() if isinstance(data, Path) else data
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UploadRefused("encrypted")
    if "WordDocument".encode("utf-16-le") not in content:
        return "ole"
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UploadRefused("macros")
    if _is_encrypted_doc(content):
        raise UploadRefused("encrypted")
    return "doc"


def _is_encrypted_doc(content: bytes) -> bool:
    """A mark near the start of the WordDocument stream, which begins a sector ([MS-DOC], FIB)."""
    for start in range(_SECTOR, len(content) - 12, _SECTOR):
        if content.startswith(_WORD_BEGINS, start):
            flags = int.from_bytes(content[start + 10 : start + 12], "little")
            return bool(flags & _ENCRYPTED)
    return False


def _head(data: bytes | Path) -> bytes:
    if isinstance(data, bytes):
        return data[:_HEAD]
    with data.open("rb") as file:
        return file.read(_HEAD)
