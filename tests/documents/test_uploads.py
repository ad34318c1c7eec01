"""At the door: what a file is by its bytes, and a clear reason for every refusal."""

import io
import re
import struct
import zipfile

import pytest

from review.documents import refusals
from review.documents.uploads import FORMATS, UploadRefused, accept, safe_name
from tests.documents.word import paragraph, word_file

LIMIT = 20 << 20
WORD = word_file(paragraph("Программа «Юный техник»"))
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def refused(name, data, limit=LIMIT, formats=FORMATS):
    with pytest.raises(UploadRefused) as caught:
        accept(name, data, limit, formats)
    return caught.value


def zipped(contents, **info):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents:
            archive.writestr(name, data)
    return file.getvalue()


def office(*contents):
    return zipped([("[Content_Types].xml", "<Types/>"), *contents])


@pytest.mark.parametrize("name", ["Программа.docx", "ПРОГРАММА.DOCX", "шаблон.dotx", "без точки"])
def test_word_document_is_taken(name):
    accepted = accept(name, WORD, LIMIT)
    assert (accepted.format, accepted.size) == ("docx", len(WORD))


def test_pdf_is_taken_from_memory_and_from_disk(tmp_path):
    assert accept("план.pdf", PDF, LIMIT).format == "pdf"
    path = tmp_path / "x"
    path.write_bytes(PDF)
    assert accept("план.pdf", path, LIMIT).safe_name == "план.pdf"
    path.write_bytes(WORD)
    assert accept("план.docx", path, LIMIT).format == "docx"


WORD_STREAM = "WordDocument".encode("utf-16-le")


def old_word(flags, *more):
    begins = b"\xec\xa5" + b"\0" * 8 + flags.to_bytes(2, "little")
    return OLE[:8] + b"".join((WORD_STREAM, *more)).ljust(504, b"\0") + begins + b"\0" * 600


def test_an_old_document_with_a_password_or_macros_is_named():
    assert accept("а.doc", old_word(0x0000), LIMIT, FORMATS | {"doc"}).format == "doc"
    assert refused("а.doc", old_word(0x0100), formats=FORMATS | {"doc"}).code == "encrypted"
    programs = old_word(0, "_VBA_PROJECT".encode("utf-16-le"))
    assert refused("а.doc", programs, formats=FORMATS | {"doc"}).code == "macros"


def test_an_opendocument_with_a_password_or_macros_is_named():
    parts = [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")]
    secret = ("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    assert refused("а.odt", zipped([*parts, secret])).code == "encrypted"
    assert refused("а.odt", zipped([*parts, ("Basic/Standard/a.xml", "x")])).code == "macros"


def test_size_counts_to_the_byte():
    assert refused("а.docx", b"").code == "empty"
    assert accept("а.docx", WORD, len(WORD)).size == len(WORD)
    too_large = refused("а.docx", WORD, len(WORD) - 1)
    assert (too_large.code, too_large.params["limit"]) == ("too_large", len(WORD) - 1)
    assert refused("а.pdf", PDF + b" " * (3 << 20), 2 << 20).params["limit_mb"] == "2"


@pytest.mark.parametrize(
    ("name", "data", "code", "found"),
    [
        ("а.docx", b"\x89PNG\r\n\x1a\n\0\0", "not_a_document", "image"),
        ("а.docx", b"<!DOCTYPE html><html>", "not_a_document", "html"),
        ("а.docx", "Просто текст".encode(), "not_a_document", "text"),
        ("а.docx", b"MZ\x90\0\x03\0\0\0\xff\xfe\xfd", "not_a_document", "unknown"),
        ("а.docx", OLE, "not_a_document", "ole"),
        ("а.zip", zipped([("a.txt", "a")]), "not_a_document", "zip"),
        ("а.docx", office(("xl/workbook.xml", "<a/>")), "not_a_document", "xlsx"),
        ("а.docx", office(("ppt/presentation.xml", "<a/>")), "not_a_document", "pptx"),
        ("а.rtf", b"{\\rtf1\\ansi}", "needs_docx_or_pdf", "rtf"),
        ("а.doc", OLE + "WordDocument".encode("utf-16-le"), "needs_docx_or_pdf", "doc"),
        ("а.fodt", b"<?xml version='1.0'?><office:document/>", "needs_docx_or_pdf", "odt"),
    ],
)
def test_other_files_are_named_for_what_they_are(name, data, code, found):
    answer = refused(name, data)
    assert (answer.code, answer.params["found"]) == (code, found)
    assert found in refusals.FOUND


def test_odt_is_named_and_taken_when_the_door_is_wider():
    odt = zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")])
    assert refused("а.odt", odt).params["found"] == "odt"
    assert accept("а.odt", odt, LIMIT, FORMATS | {"odt"}).format == "odt"


def test_renamed_old_word_file():
    old = OLE + "WordDocument".encode("utf-16-le")
    assert refused("а.docx", old).code == "old_doc"


def test_word_document_behind_a_password():
    secret = OLE + "EncryptedPackage".encode("utf-16-le")
    assert refused("а.docx", secret).code == "encrypted"


def test_name_and_contents_must_agree():
    answer = refused("а.pdf", WORD)
    assert answer.code == "wrong_extension"
    assert (answer.params["named"], answer.params["found"]) == ("pdf", "docx")
    assert refused("а.docx", PDF).params["expected"] == "pdf"


def test_lock_file_of_word():
    lock = b"\x06Ivanov" + b" " * 155
    assert len(lock) == 162
    assert refused("~$ограмма.docx", lock).code == "lock_file"
    assert refused("программа.docx", lock).code == "lock_file"


def test_cut_and_broken_archives():
    assert refused("а.docx", WORD[:-100]).code == "truncated"
    assert refused("а.docx", WORD[:200] + b"\xff" * 60 + WORD[260:-22] + b"\0" * 22).code in {
        "broken_zip",
        "truncated",
    }
    assert refused("а.docx", b"\0" * 4_000).code == "broken_zip"


def test_macros_in_any_folder():
    assert refused("а.docm", office(("word/VbaProject.bin", b"x"))).code == "macros"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\\..\\b", "C:\\x", "a/../../b"]
)
def test_names_that_point_outside(name):
    assert refused("а.docx", office((name, "x"))).code == "path_traversal"


def test_two_parts_under_one_name():
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = office(("word/document.xml", "<a/>"), ("word/document.xml", "<b/>"))
    answer = refused("а.docx", doubled)
    assert (answer.code, answer.params["part"]) == ("dangerous_part", "duplicate")


def test_bombs_by_ratio_size_and_overlap():
    assert refused("а.docx", office(("word/document.xml", " " * (8 << 20)))).code == "zip_bomb"
    liar = bytearray(WORD)
    at = liar.rfind(b"PK\x01\x02")
    liar[at + 24 : at + 28] = struct.pack("<L", 500 << 20)
    assert refused("а.docx", bytes(liar)).code == "zip_bomb"
    doubled = bytearray(office(("a.xml", "1" * 50), ("b.xml", "2" * 50)))
    second = doubled.rfind(b"PK\x01\x02")
    doubled[second + 42 : second + 46] = b"\0\0\0\0"
    assert refused("а.docx", bytes(doubled)).code == "zip_bomb"


@pytest.mark.parametrize("name", ["а.zip", "а.docx", "а"])
def test_an_archive_of_equal_archives_is_called_what_it_is(name):
    bomb = zipped([(f"lib {number}.zip", "x") for number in range(16)])
    assert refused(name, bomb).code == "zip_of_zips"


def test_a_folder_packed_with_a_few_archives_is_only_no_document():
    assert refused("а.zip", zipped([("1.zip", "x"), ("2.zip", "x")])).code == "not_a_document"
    texts = [(name, "x") for name in ("a.txt", "1.zip", "2.zip", "3.zip", "4.zip")]
    assert refused("а.zip", zipped(texts)).code == "not_a_document"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("name", ["а.docx", "а.ooxml", "а"])
def test_entities_in_the_first_parts_are_named_whatever_the_file_is_called(part, name):
    declared = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "v">]><x>&e;</x>'
    parts = {"[Content_Types].xml": "<Types/>", "_rels/.rels": "<r/>", part: declared}
    answer = refused(name, zipped([*parts.items(), ("word/document.xml", "<d/>")]))
    assert (answer.code, answer.params["part"]) == ("dangerous_part", "entities")


def test_archive_of_too_many_parts():
    many = office(*((f"p{number}.xml", "") for number in range(2_001)))
    assert refused("а.docx", many).code == "too_complex"


def test_encrypted_parts_and_foreign_methods():
    marked = bytearray(WORD)
    for match in list(re.finditer(b"PK\x01\x02", WORD)):
        marked[match.start() + 8] |= 1
    assert refused("а.docx", bytes(marked)).code == "encrypted"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 100)
    assert refused("а.docx", file.getvalue()).code == "broken_zip"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Программа «Юный техник».docx", "Программа «Юный техник».docx"),
        ("C:\\Users\\Мария\\план.docx", "план.docx"),
        ("../../etc/passwd.docx", "passwd.docx"),
        ("CON.docx", "CON_.docx"),
        ("~$план.docx", "план.docx"),
        ("пл\u202eан\n.docx", "план.docx"),
        ("план", "план.docx"),
        ("план.текст", "план.текст.docx"),
        ("...", "document.docx"),
        (".docx", "document.docx"),
        ("й".encode().decode() + "\u0306.docx", "й\u0306.docx"),
        ('а<b>"c".docx', "аbc.docx"),
    ],
)
def test_safe_names(given, kept):
    assert safe_name(given, "docx") == kept


def test_long_name_is_cut_between_letters():
    name = safe_name("я" * 500 + ".docx", "docx")
    assert len(name.encode()) <= 180
    assert name.endswith("я.docx")


def test_every_refusal_is_worded_with_its_params_and_nothing_else():
    for code, refusal in refusals.REFUSALS.items():
        used = set(re.findall(r"%\((\w+)\)s", refusal.happened + refusal.remedy))
        assert used <= set(refusal.params), code
        assert str(UploadRefused(code))
    with pytest.raises(KeyError):
        UploadRefused("no_such_code")


def test_one_line_for_logs():
    line = str(UploadRefused("wrong_extension", named="pdf", found="docx", expected="docx"))
    assert line.startswith("The name ends in .pdf")
    assert "%(" not in line
