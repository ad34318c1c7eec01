"""Drawings for the programmes, made by Pillow so that no foreign picture is needed."""

import contextlib
import io
import math

from PIL import Image, ImageDraw, ImageFont

BUCKET = {
    "Дубхе": (520, 250),
    "Мерак": (530, 340),
    "Фекда": (410, 370),
    "Мегрец": (385, 290),
    "Алиот": (285, 270),
    "Мицар": (200, 245),
    "Бенетнаш": (110, 290),
}
LINES = [("Бенетнаш", "Мицар"), ("Мицар", "Алиот"), ("Алиот", "Мегрец"), ("Мегрец", "Фекда")]
LINES += [("Фекда", "Мерак"), ("Мерак", "Дубхе"), ("Дубхе", "Мегрец")]
POLARIS = (470, 60)


def _font(size: int) -> ImageFont.FreeTypeFont:
    """A Cyrillic font of this machine; raises OSError when it has none of the three."""
    for name in ("LiberationSans-Regular.ttf", "DejaVuSans.ttf"):
        with contextlib.suppress(OSError):
            return ImageFont.truetype(name, size)
    return ImageFont.truetype("arial.ttf", size)


def _star(pen: ImageDraw.ImageDraw, place: tuple[int, int], radius: int) -> None:
    x, y = place
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.45
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    pen.polygon(points, fill="#F5D76E", outline="#C9A227")


def star_map() -> Image.Image:
    """How to find the Pole Star by the Big Dipper: two end stars, five distances."""
    image = Image.new("RGB", (680, 440), "#14263D")
    pen = ImageDraw.Draw(image)
    font = _font(17)
    for one, other in LINES:
        pen.line([BUCKET[one], BUCKET[other]], fill="#7FA6C9", width=2)
    start, end = BUCKET["Мерак"], POLARIS
    for step in range(0, 40, 2):
        a, b = step / 40, (step + 1) / 40
        near = (start[0] + (end[0] - start[0]) * a, start[1] + (end[1] - start[1]) * a)
        far = (start[0] + (end[0] - start[0]) * b, start[1] + (end[1] - start[1]) * b)
        pen.line([near, far], fill="#E8EEF4", width=2)
    for name, place in BUCKET.items():
        _star(pen, place, 9)
        pen.text((place[0] + 12, place[1] + 8), name, fill="#E8EEF4", font=font)
    _star(pen, POLARIS, 14)
    pen.text((POLARIS[0] + 20, POLARIS[1] - 10), "Полярная звезда", fill="#F5D76E", font=font)
    pen.text((20, 405), "Север", fill="#7FA6C9", font=font)
    pen.line([(20, 398), (660, 398)], fill="#3D5A3D", width=3)
    return image


def draw(name: str) -> bytes:
    """A named drawing as a small PNG; raises KeyError for an unknown name."""
    image = {"star_map": star_map}[name]().quantize(32)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()
