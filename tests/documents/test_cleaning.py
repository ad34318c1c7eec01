"""The cleaned copy: a dozen planted names are nowhere, every visible word is still there."""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from review.documents import clean_images
from review.documents.cleaning import clean, cleaned_copy, visible_names
from review.documents.names import NameFinder
from review.documents.reading.docx import read
from review.documents.refusals import UploadRefused
from tests.documents.planted import PLANTED, W, gif, jpeg, planted_docx, planted_pdf, png, webp

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def holding(parts: dict[str, bytes], word: str) -> list[str]:
    signs = {form for w in (word, word.lower()) for form in (w.encode(), w.encode("utf-16-le"))}
    return [
        name for name, content in parts.items()
        if any(sign in content for sign in signs) or word in name
    ]  # fmt: skip


def test_the_planted_names_are_really_there():
    parts = unpacked(planted_docx())
    assert [name for name in PLANTED if not holding(parts, name)] == []


def test_no_planted_name_is_in_any_part():
    cleaned = clean(planted_docx(), "docx")
    parts = unpacked(cleaned.data)
    assert {name: holding(parts, name) for name in PLANTED if holding(parts, name)} == {}
    assert {
        "comments", "custom_properties", "custom_xml", "document_variables", "embedded_objects",
        "hidden_text", "labels", "links", "mail_merge", "paths", "people", "picture_metadata",
        "properties", "revision_marks", "smart_tags", "template", "thumbnail", "tracked_changes",
    } == set(cleaned.removed)  # fmt: skip


def test_visible_words_stay_and_the_package_is_whole():
    data = clean(planted_docx(), "docx").data
    texts = [" ".join(block.text.split()) for block in read(BytesIO(data)).walk() if block.text]
    assert texts == [
        "Программа «Шахматы»", "вставлено сюда жирно", "папка почта рисунок", "связано умно",
    ]  # fmt: skip
    parts = unpacked(data)
    for name in parts:
        if name.endswith(".rels"):
            assert_relations_lead_somewhere(name, parts)
    listed = re.findall(rb'PartName="/([^"]+)"', parts["[Content_Types].xml"])
    assert all(name.decode() in parts for name in listed)
    Document(BytesIO(data))


def assert_relations_lead_somewhere(name: str, parts: dict[str, bytes]) -> None:
    folder = name.split("_rels/")[0]
    for relation in etree.fromstring(parts[name]):
        if relation.get("TargetMode") != "External":
            assert folder + relation.get("Target").lstrip("/") in parts


def test_same_file_same_copy_and_clean_files_stay_clean():
    once = clean(planted_docx(), "docx")
    assert clean(planted_docx(), "docx") == once
    again = clean(once.data, "docx")
    assert again.data == once.data
    assert again.removed == ()


def test_name_on_the_title_page_is_told():
    document = Document()
    document.add_paragraph("Автор-составитель: Ковалёвой Анны Сергеевны")
    document.sections[0].header.paragraphs[0].text = "А. С. КОВАЛЕВА, МБУ ДО «Центр „Берёзка“»"
    document.add_paragraph("Почта kovaleva.as@example.ru, ковка металла")
    file = BytesIO()
    document.save(file)
    names = ["Ковалёва Анна Сергеевна", "Петренко Олег Игоревич", "Центр „Березка“"]
    found = clean(file.getvalue(), "docx", names).visible_names
    assert {(f.name, f.where) for f in found} == {
        (names[0], "body"), (names[0], "header"), (names[2], "header"),
    }  # fmt: skip
    assert any("Автор-составитель" in f.excerpt for f in found)
    assert visible_names(file.getvalue(), "docx", names) == found


@pytest.mark.parametrize(
    ("name", "text", "seen"),
    [
        ("Ковалёва Анна Сергеевна", "Составитель А.С. Ковалева", True),
        ("Ковалёва Анна Сергеевна", "работа Ковалёвой", True),
        ("Ковалёва Анна Сергеевна", "КОВАЛЁВА А. С.", True),
        ("Ковалёва Анна Сергеевна", "Анной Сергеевной предложено", True),
        ("Ковалёва Анна Сергеевна", "ковалева с маленькой буквы", False),
        ("Ковалёва Анна Сергеевна", "Анна и Сергей", False),
        ("Белый Пётр Ильич", "белый лист", False),
        ("Белый Пётр Ильич", "у Белого П. И.", True),
        ("Жук Олег", "Жуковский", False),
        ("Жук Олег", "Жука", True),
        ("Петренко О. И.", "методист Петренко", True),
        ("Римская-Корсакова Ада", "Римской-Корсаковой", True),
        ("Smith John", "by Smith", True),
        ("МБУ ДО «ЦДТ № 2»", "муниципальное мбу до «цдт  № 2»", True),
        ("Щукина Вера", "см. https://example.ru/shchukina", True),
        ("Щукина Вера", "см. https://example.ru/karasi", False),
    ],
)  # fmt: skip
def test_names_in_any_case_and_spelling(name, text, seen):
    assert bool(NameFinder([name]).find(text)) is seen


def test_the_process_apart_gives_the_same():
    names = ["Шахматов Пётр"]
    assert cleaned_copy(planted_docx(), "docx", names) == clean(planted_docx(), "docx", names)


def test_limits_hold_and_are_said():
    with pytest.raises(UploadRefused) as caught:
        cleaned_copy(planted_docx(), "docx", seconds=0.01)
    assert caught.value.code == "timeout"
    with pytest.raises(UploadRefused) as caught:
        cleaned_copy(large_docx(), "docx", megabytes=260)
    assert caught.value.code == "memory"
    with pytest.raises(UploadRefused):
        cleaned_copy(b"PK\x03\x04 no", "docx")
    with pytest.raises(ValueError, match="odt"):
        cleaned_copy(b"", "odt")


def large_docx() -> bytes:
    file = BytesIO()
    parts = unpacked(planted_docx())
    body = "<w:p><w:r><w:t>слово</w:t></w:r></w:p>" * 300_000
    parts["word/document.xml"] = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_refusals():
    with pytest.raises(UploadRefused):
        clean(b"PK\x03\x04 no", "docx")
    with pytest.raises(UploadRefused):
        clean(b"%PDF-1.7 no", "pdf")


# --- PDF ---------------------------------------------------------------------------------------


def all_bytes(pdf: bytes) -> bytes:
    """The file and every stream of it unpacked."""
    streams = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            streams.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            streams.append(match[1])
    return pdf + b"".join(streams)


IN_PDF = (
    "Corea",
    "Lastova",
    "Companova",
    "Xmlova",
    "Insertova",
    "Commentova",
    "Objectova",
    "Managerova",
)


def pdf_forms(name: str) -> tuple[bytes, ...]:
    return name.encode(), name.encode("utf-16-be")


def test_pdf_loses_every_planted_name():
    data = planted_pdf()
    there = all_bytes(data)
    assert all(any(form in there for form in pdf_forms(name)) for name in IN_PDF)
    cleaned = clean(data, "pdf")
    left = all_bytes(cleaned.data)
    assert [name for name in IN_PDF if any(form in left for form in pdf_forms(name))] == []
    assert {"properties", "comments", "attachments", "earlier_versions"} <= set(cleaned.removed)
    reader = PdfReader(BytesIO(cleaned.data))
    assert not reader.metadata
    assert len(reader.pages) == 1
    assert len(reader.pages[0].images) == 1


def test_pdf_copy_is_steady():
    once = clean(planted_pdf(), "pdf").data
    assert clean(planted_pdf(), "pdf").data == once


REAL_PDF = sorted(CORPUS.glob("programmes/*.pdf"))[:2]
REAL_DOCX = sorted(CORPUS.glob("programmes/*.docx"))[::12][:5]


@pytest.mark.corpus
@pytest.mark.parametrize("path", REAL_PDF, ids=lambda p: p.stem)
def test_real_pdf_keeps_its_words(path):
    import pypdfium2

    def words(data: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(data)
        return [page.get_textpage().get_text_bounded() for page in document]

    data = path.read_bytes()
    cleaned = clean(data, "pdf").data
    assert words(cleaned) == words(data)
    assert not PdfReader(BytesIO(cleaned)).metadata


@pytest.mark.corpus
@pytest.mark.parametrize("path", REAL_DOCX, ids=lambda p: p.stem)
def test_real_docx_keeps_its_words(path):
    data = path.read_bytes()
    cleaned = clean(data, "docx").data

    def words(file: bytes) -> list[str]:
        return [" ".join(b.text.split()) for b in read(BytesIO(file)).walk() if b.text.split()]

    assert words(cleaned) == words(data)


# --- pictures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [jpeg, png, gif, webp])
def test_pictures_lose_words_and_keep_pixels(make):
    data = make()
    cleaned = clean_images.cleaned(data)
    assert b"ova" in data
    assert b"ova" not in cleaned
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(cleaned))
    assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    assert clean_images.cleaned(cleaned) == cleaned


def test_emf_description_is_blanked():
    words = "Word\0Emfova\0\0".encode("utf-16-le")
    head = bytearray(108 + len(words))
    head[0:4], head[40:44] = b"\x01\0\0\0", b" EMF"
    head[60:68] = struct.pack("<II", len(words) // 2, 108)
    head[108:] = words
    cleaned = clean_images.cleaned(bytes(head))
    assert len(cleaned) == len(head)
    assert not any(cleaned[108:])


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"GIF89a", png()[:50]])
def test_broken_pictures_come_back_as_they_are(data):
    assert clean_images.cleaned(data) == data
