"""Pictures without what their cameras and programs wrote into them; not a pixel is changed."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xDA)})
_WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})


def cleaned(data: bytes) -> bytes:
    """The picture without EXIF, XMP, IPTC, text chunks and comments.

    JPEG, PNG, GIF, WebP and EMF are understood; anything else, and a broken picture, comes
    back as it is.
    """
    for sign, clean in _CLEANERS:
        if data.startswith(sign):
            try:
                return clean(data)
            except (struct.error, IndexError, ValueError):
                return data
    return data


def _jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = data[at + 1]
        if marker == 0xFF or marker in _STANDALONE:
            step = 1 if marker == 0xFF else 2
            kept.append(data[at : at + step])
            at += step
            continue
        if marker == 0xDA:
            return b"".join(kept) + data[at:]
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if _jpeg_keeps(marker, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end
    raise ValueError("the picture has no scan")


def _jpeg_keeps(marker: int, content: bytes) -> bool:
    """Everything the decoder needs: JFIF, the colour profile and Adobe's colour transform."""
    if marker == 0xFE:
        return False
    if 0xE0 <= marker <= 0xEF:
        return content.startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"))
    return True


def _png(data: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + struct.unpack(">I", data[at : at + 4])[0]
        name = data[at + 4 : at + 8]
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("the picture has no end")


def _gif(data: bytes) -> bytes:
    palette = 3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0
    at = 13 + palette
    kept = [data[:at]]
    while data[at] != 0x3B:
        end = _gif_block_end(data, at)
        foreign = data[at] == 0x21 and data[at + 1] in {0xFE, 0x01}
        program = data[at] == 0x21 and data[at + 1] == 0xFF
        if not foreign and not (program and data[at + 3 : at + 11] != b"NETSCAPE"):
            kept.append(data[at:end])
        at = end
    return b"".join(kept) + b";"


def _gif_block_end(data: bytes, at: int) -> int:
    if data[at] == 0x21:
        at += 2
    elif data[at] == 0x2C:
        packed = data[at + 9]
        at += 11 + (3 << ((packed & 7) + 1) if packed & 0x80 else 0)
    else:
        raise ValueError("no block where one must be")
    while data[at]:
        at += data[at] + 1
    return at + 1


def _webp(data: bytes) -> bytes:
    if data[8:12] != b"WEBP":
        return data
    kept = b"".join(
        _webp_header(chunk) if name == b"VP8X" else chunk
        for name, chunk in _riff(data)
        if name not in _WEBP_DROPPED
    )
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + kept


def _webp_header(chunk: bytes) -> bytes:
    return chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack("<I", data[at + 4 : at + 8])[0]
        end = at + 8 + size + size % 2
        yield data[at : at + 4], data[at:end]
        at = end


def _emf(data: bytes) -> bytes:
    """The header's description («program, title of the drawing») is blanked out."""
    if data[40:44] != b" EMF":
        return data
    count, offset = struct.unpack("<II", data[60:68])
    end = offset + 2 * count
    return data[:offset] + bytes(end - offset) + data[end:] if 0 < end <= len(data) else data


_CLEANERS: Final[tuple[tuple[bytes, Callable[[bytes], bytes]], ...]] = (
    (b"\xff\xd8", _jpeg),
    (_PNG, _png),
    (b"GIF8", _gif),
    (b"RIFF", _webp),
    (b"\x01\x00\x00\x00", _emf),
)
