"""The own document with the remarks in it: after any return, of any format, with the answers."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from lxml import etree
from pypdf import PdfReader
from weasyprint import HTML

from review.database import db
from review.documents.selections import Selected
from review.models.moderation import Remark, RemarkStatus
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.moderation import settling
from review.moderation.writing import add_remark
from review.programmes import intake
from review.programmes import service as programmes
from tests.documents import docx_diff
from tests.road import MAX_BYTES, SENTENCE, Browser, Road, only_remark

RTF = rb"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Times New Roman;}}\f0 %s\par %s\par}"
WORDS = "устройством роботов"
TEXT = "Исправьте титульный лист."


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def rtf(*lines: str) -> bytes:
    coded = ["".join(f"\\'{byte:02x}" for byte in line.encode("cp1251")) for line in lines]
    return RTF % tuple(line.encode() for line in coded)


def pdf(*lines: str) -> bytes:
    made: bytes = HTML(string="".join(f"<p>{line}</p>" for line in lines)).write_pdf()
    return made


def returned(road: Road, name: str, data: bytes) -> str:
    """A submission of this very file that the internal expert sent back with one remark."""
    with road.app.app_context():
        submission = road.draft()
        actor = road.people.teacher.actor
        prepared = intake.prepare(road.store, name, data, MAX_BYTES)
        programmes.add_revision(submission, actor, prepared)
        programmes.submit(submission, actor)
        return send_back(road, submission)


def send_back(road: Road, submission: Submission) -> str:
    internal = road.people.internal.actor
    add_remark(submission, internal, TEXT, Selected("words", quote=WORDS))
    moderation.decide(submission, internal, "send_back", reason="Причина возврата.")
    db.session.commit()
    return submission.number


def teacher(road: Road) -> Browser:
    return road.browser(road.people.teacher)


def threads(data: bytes) -> list[dict[str, str]]:
    """Each entry of the list of threads: its attributes without their namespaces."""
    root = etree.fromstring(docx_diff.parts(data)["word/commentsExtended.xml"])
    return [{etree.QName(key).localname: v for key, v in one.attrib.items()} for one in root]


def test_a_return_by_a_desk_gives_the_document_with_the_remarks_of_that_desk(road: Road) -> None:
    with road.app.app_context():
        number = send_back(road, road.at("internal_check"))
    page = teacher(road).get(f"/submissions/{number}").text
    assert f"/submissions/{number}/files/1/annotated.docx" in page
    assert "С замечаниями (DOCX)" in page
    answer = teacher(road).get(f"/submissions/{number}/files/1/annotated.docx")
    assert docx_diff.comments(answer.data) == {"0": ("Внутренний эксперт", TEXT)}
    assert docx_diff.commented_text(answer.data, "0") == WORDS


def test_before_the_return_nothing_is_offered_and_nothing_given(road: Road) -> None:
    with road.app.app_context():
        submission = road.at("internal_check")
        add_remark(submission, road.people.internal.actor, TEXT)
        db.session.commit()
        number = submission.number
    for who in (road.people.teacher, road.people.internal):
        browser = road.browser(who)
        assert "annotated" not in browser.get(f"/submissions/{number}").text
        address = f"/submissions/{number}/files/1/annotated.docx"
        missing = f"/submissions/{number}/files/9/annotated.docx"
        assert browser.get(address).status_code == browser.get(missing).status_code == 404


def test_answers_stand_in_the_thread_of_their_remark(road: Road) -> None:
    with road.app.app_context():
        number = send_back(road, road.at("internal_check"))
        remark, actor = only_remark_of(number), road.people.teacher.actor
        programmes.answer_remark(remark, actor, RemarkStatus.MENDED, "Лист переделан.", None)
        db.session.commit()
    given = teacher(road).get(f"/submissions/{number}/files/1/annotated.docx").data
    said = list(docx_diff.comments(given).values())
    assert said == [("Внутренний эксперт", TEXT), ("Автор", "Лист переделан.")]
    first, second = threads(given)
    assert second["paraIdParent"] == first["paraId"]
    assert {first["done"], second["done"]} == {"0"}


def test_a_settled_remark_is_shown_as_resolved_once_the_author_has_been_told(road: Road) -> None:
    with road.app.app_context():
        number = send_back(road, road.at("internal_check"))
        remark, author = only_remark_of(number), road.people.teacher.actor
        programmes.answer_remark(remark, author, RemarkStatus.MENDED, "", None)
        submission = remark.submission
        programmes.add_revision(submission, author, road.file())
        programmes.resubmit(submission, author)
        settling.settle_remark(remark, road.people.internal.actor, verified=True)
        db.session.commit()
    address = f"/submissions/{number}/files/1/annotated.docx"
    assert [one["done"] for one in threads(teacher(road).get(address).data)] == ["0", "0"]
    with road.app.app_context():
        submission = only_remark_of(number).submission
        moderation.decide(submission, road.people.internal.actor, "send_back", reason="Ещё раз.")
        db.session.commit()
    given = teacher(road).get(address).data
    assert [one["done"] for one in threads(given)] == ["1", "1", "1"]
    assert list(docx_diff.comments(given).values())[1:] == [
        ("Автор", "Исправлено."),
        ("Внутренний эксперт", "Проверено: замечание снято."),
    ]


def test_a_remark_goes_along_to_the_version_it_was_carried_to(road: Road) -> None:
    with road.app.app_context():
        number = send_back(road, road.at("internal_check"))
        remark, author = only_remark_of(number), road.people.teacher.actor
        programmes.answer_remark(remark, author, RemarkStatus.OBJECTED, "Он верен.", None)
        programmes.add_revision(remark.submission, author, road.file())
        programmes.resubmit(remark.submission, author)
        db.session.commit()
    given = teacher(road).get(f"/submissions/{number}/files/2/annotated.docx").data
    assert [text for _, text in docx_diff.comments(given).values()] == [TEXT, "Он верен."]
    assert docx_diff.commented_text(given, "0") == WORDS


def test_a_pdf_comes_back_as_a_pdf_with_the_remark_on_its_words(road: Road) -> None:
    original = pdf("Робототехника", SENTENCE)
    number = returned(road, "программа.pdf", original)
    page = teacher(road).get(f"/submissions/{number}").text
    assert "С замечаниями (PDF)" in page
    answer = teacher(road).get(f"/submissions/{number}/files/1/annotated.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(original)
    marks = [one.get_object() for one in PdfReader(io.BytesIO(answer.data)).pages[0]["/Annots"]]
    assert [(one["/T"], one["/Contents"]) for one in marks] == [("Внутренний эксперт", TEXT)]
    wrong = teacher(road).get(f"/submissions/{number}/files/1/annotated.docx")
    assert wrong.status_code == 404


@pytest.mark.libreoffice
def test_of_a_rich_text_file_the_converted_document_is_given_and_said_so(road: Road) -> None:
    number = returned(road, "программа.rtf", rtf("Робототехника", SENTENCE))
    page = teacher(road).get(f"/submissions/{number}").text
    assert "В файл формата RTF замечания вставить нельзя" in page
    answer = teacher(road).get(f"/submissions/{number}/files/1/annotated.docx")
    assert answer.headers["Content-Disposition"].endswith(f"{number}-v1-remarks.docx")
    assert docx_diff.commented_text(answer.data, "0") == WORDS


def test_no_name_of_an_expert_is_anywhere_in_what_the_author_takes_home(road: Road) -> None:
    with road.app.app_context():
        number = road.at("in_revision").number
    browser = teacher(road)
    original = browser.get(f"/submissions/{number}/files/1").data
    given = browser.get(f"/submissions/{number}/files/1/annotated.docx").data
    conclusion = browser.get(f"/submissions/{number}/rounds/1/conclusion.docx").data
    assert docx_diff.changed_parts(original, given) <= docx_diff.comment_parts(given)
    for data in (given, conclusion):
        told = "\n".join(part.decode("utf-8", "replace") for part in docx_diff.parts(data).values())
        for name in ("Экспертов 1", "Игоревич", "Внутренний Пётр", "expert1@", "Ивановская"):
            assert name not in told
    with zipfile.ZipFile(io.BytesIO(conclusion)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_conclusion_in_word_has_headings_tables_language_and_nobodys_traces(
    road: Road,
) -> None:
    with road.app.app_context():
        number = road.at("in_revision").number
    browser = teacher(road)
    address = f"/submissions/{number}/rounds/1/conclusion.docx"
    answer = browser.get(address)
    assert answer.data == browser.get(address).data
    file = Document(io.BytesIO(answer.data))
    levels = [int(p.style.name[-1]) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in file.tables:
        described = table._tbl.tblPr.find(qn("w:tblDescription"))
        assert described is not None and described.get(qn("w:val"))
    heads = [table.rows[0].cells[0].text for table in file.tables if repeated(table)]
    assert heads[0] == "Эксперт" and set(heads[1:]) == {"Критерий"}
    told = file.core_properties
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    assert (told.title, told.language) == (f"Экспертное заключение № {number}/1", "ru-RU")
    words = "\n".join(p.text for p in file.paragraphs)
    assert "Программа пока не прошла оценку" in words and "Что делать дальше" in words


def repeated(table: Any) -> bool:
    return table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def only_remark_of(number: str) -> Remark:
    submission = db.session.query(Submission).filter_by(number=number).one()
    return only_remark(submission)
