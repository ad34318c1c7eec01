"""DOC, ODT and RTF: taken where LibreOffice is, the original kept, a DOCX read in its place."""

import io

import pytest

from review.documents import uploads
from review.documents.reading import convert, docx
from review.documents.reading.model import from_json, to_json
from review.documents.refusals import UploadRefused
from review.documents.storage import Store
from review.models.submissions import Revision
from review.programmes import intake

LIMIT = 20 << 20
WORDS = "Цель программы: научить читать"
RTF = (
    r"{\rtf1\ansi\ansicpg1251\uc0 " + "".join(f"\\u{ord(sign)} " for sign in WORDS) + r"\par}"
).encode()


def test_without_libreoffice_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(convert, "_program", lambda: None)
    assert uploads.formats_here() == uploads.FORMATS
    with pytest.raises(UploadRefused) as caught:
        intake.prepare(Store(tmp_path), "план.rtf", RTF, LIMIT)
    assert caught.value.code == "needs_docx_or_pdf"


@pytest.mark.libreoffice
def test_an_rtf_is_kept_and_a_docx_is_read_in_its_place(tmp_path):
    store = Store(tmp_path)
    made = intake.prepare(store, "план.rtf", RTF, LIMIT, names=["Иванова Анна Петровна"])
    assert (made.original, made.format, made.name) == ("rtf", "docx", "план.rtf")
    assert store.read(made.stored.sha256) == RTF
    model = from_json(made.read["model"])
    assert WORDS in model.text
    copy = store.read(made.cleaned.sha256)
    assert to_json(docx.read(io.BytesIO(copy))) == to_json(model)


@pytest.mark.libreoffice
def test_the_kept_copy_stands_for_what_was_made_into_docx(tmp_path):
    store = Store(tmp_path)
    made = intake.prepare(store, "план.rtf", RTF, LIMIT)
    revision = Revision(
        name=made.name, sha256=made.stored.sha256, cleaned_sha256=made.cleaned.sha256
    )
    assert intake.text_sha256(revision) == made.cleaned.sha256
    revision.name = "план.docx"
    assert intake.text_sha256(revision) == made.stored.sha256
