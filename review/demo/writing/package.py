"""Packs a DOCX so that the same content always gives the same bytes.

Every zip entry gets one fixed moment and one compression level; entry order is kept.
"""

import io
import re
import zipfile
from collections.abc import Iterable

EPOCH = (2023, 3, 1, 9, 0, 0)


def pack(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A DOCX made of (name, content) pairs; identical pairs give identical bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return target.getvalue()


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """(name, content) pairs of a DOCX in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def repack(data: bytes) -> bytes:
    """The same DOCX with fixed moments and without the template's thumbnail."""
    kept = []
    for name, content in unpack(data):
        if name.endswith("thumbnail.jpeg"):
            continue
        if name == "_rels/.rels":
            content = _without_thumbnail(content)
        kept.append((name, content))
    return pack(kept)


def _without_thumbnail(rels: bytes) -> bytes:
    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", rels)
