"""Pictures leave a file only when they are what they say and a browser can bear them."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image as Drawing

from review.documents.reading.model import Image
from review.documents.reading.pictures import read_picture
from tests.documents.word import PNG, paragraph, word_file

KINDS = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


def drawn(kind, size=(20, 10)):
    file = io.BytesIO()
    Drawing.new("RGB", size).save(file, kind)
    return file.getvalue()


@pytest.fixture
def stored(tmp_path: Path):
    def store(data: bytes, media_type: str = "image/png") -> tuple[Path, Image]:
        path = tmp_path / "file"
        path.write_bytes(word_file(paragraph("а"), parts={"word/media/Image1.bin": data}))
        return path, Image("i1", media_type, "word/media/image1.bin")

    return store


@pytest.mark.parametrize("kind", KINDS)
def test_real_pictures_are_given(stored, kind):
    data = drawn(kind)
    assert read_picture(*stored(data, KINDS[kind])) == data


def test_what_only_claims_to_be_a_picture_is_not(stored):
    assert read_picture(*stored(b"<svg onload=alert(1)>")) is None
    assert read_picture(*stored(PNG, "image/svg+xml")) is None
    assert read_picture(*stored(b"\xff\xd8\xff\xe0", "image/png")) is None


def test_bomb_for_the_browser_is_not_given(stored):
    bomb = PNG[:16] + struct.pack(">II", 30_000, 30_000) + PNG[24:]
    assert read_picture(*stored(bomb)) is None
    wide = bytearray(drawn("jpeg"))
    at = wide.index(b"\xff\xc0")
    wide[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert read_picture(*stored(bytes(wide), "image/jpeg")) is None


def test_missing_and_linked_pictures(stored):
    path, _ = stored(PNG)
    assert read_picture(path, Image("i1", "image/png", "word/media/other.png")) is None
    assert read_picture(path, Image("i1")) is None
