"""Programme texts of one megabyte, each with bytes of its own."""

from __future__ import annotations

import io
import random
import zipfile

from PIL import Image

from bench.models import TEXTS

WEIGHT = 1 << 20


def heavy_papers(count: int) -> list[bytes]:
    """A demo programme with a photograph added until it weighs a megabyte, `count` times."""
    base = (TEXTS / "art_brush_r2.docx").read_bytes()
    return [_with_photograph(base) for _ in range(count)]


def _with_photograph(base: bytes) -> bytes:
    noise = random.randbytes(640 * 426 * 3)  # other bytes at every run: never read before
    picture = io.BytesIO()
    Image.frombytes("RGB", (640, 426), noise).save(picture, "PNG", compress_level=0)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(packed, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "[Content_Types].xml" and b'Extension="png"' not in data:
                kind = b'<Default Extension="png" ContentType="image/png"/></Types>'
                data = data.replace(b"</Types>", kind)
            new.writestr(item, data, zipfile.ZIP_DEFLATED)
        room = WEIGHT - packed.tell()
        new.writestr("word/media/photograph.png", picture.getvalue()[: max(room, 1)])
    return packed.getvalue()
