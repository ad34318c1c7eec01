"""Pictures out of a stored DOCX for the browser's view, each proved to be one.

The model names a part of the file; here its bytes are read, within a limit, and only
given away when they begin as the kind they claim and are not a bomb for the browser.
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Final

from review.documents.reading.model import Image
from review.documents.reading.package import open_archive, read_entry
from review.documents.refusals import UploadRefused

MAX_BYTES: Final = 15 << 20
MAX_PIXELS: Final = 50_000_000

_FIRST: Final[dict[str, tuple[bytes, ...]]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


def read_picture(path: Path, image: Image) -> bytes | None:
    """Bytes of the picture in the DOCX at `path`; None when it may not be shown.

    Send them with `image.media_type` and nosniff. Raises UploadRefused only when the file
    itself can no longer be opened.
    """
    if not image.part:
        return None
    with open_archive(path) as archive:
        data = _entry(archive, image.part)
    if data is None or not data.startswith(_FIRST.get(image.media_type, ())):
        return None
    return data if _pixels(data, image.media_type) <= MAX_PIXELS else None


def _entry(archive: zipfile.ZipFile, part: str) -> bytes | None:
    names = {name.lower(): name for name in archive.namelist()}
    name = names.get(part.lower())
    if name is None:
        return None
    try:
        return read_entry(archive, name, MAX_BYTES)
    except UploadRefused:
        return None


def _pixels(data: bytes, media_type: str) -> int:
    """Width times height as the header declares them; 0 when it does not say."""
    if media_type == "image/png" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif media_type == "image/gif" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
    elif media_type == "image/jpeg":
        width, height = _jpeg_size(data)
    else:
        return 0
    return int(width * height)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0
