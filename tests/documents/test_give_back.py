"""Files that were reviewed before, threads, and what another program reads out of them."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from review.documents.annotate_docx import annotate
from review.documents.docx_comments import MC, W14
from review.documents.passages import Passages
from review.documents.reading import docx
from tests.documents import docx_diff, giveback, office
from tests.documents.reviewed import W15, reviewed
from tests.documents.test_annotate_docx import FILE, MOMENT, answers, inline, note
from tests.run import CORPUS

REVIEWED = reviewed(FILE, "one")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LOCAL = "urn:example:only-here"
REAL = [
    path
    for folder in ("programmes", "rulong")
    for path in sorted((CORPUS / folder).glob("*.docx"))
    if path.stat().st_size < 300_000
]
SAMPLE = random.Random(7).sample(REAL, min(len(REAL), 12))


def threads(data: bytes) -> list[tuple[str, str, str]]:
    """Each entry of the list of threads: its id, its parent's, whether it is done."""
    root = etree.fromstring(docx_diff.parts(data)["word/commentsExtended.xml"])
    names = ("paraId", "paraIdParent", "done")
    return [tuple(one.get(f"{{{W15}}}{name}", "") for name in names) for one in root]


def given_back(data: bytes, seed: str = "seed") -> giveback.Given:
    model = docx.read(BytesIO(data))
    return giveback.in_docx(data, giveback.quotations(Passages(model), seed))


def test_every_answer_hangs_on_the_remark_and_what_is_settled_is_done() -> None:
    talk = (*answers("Исправлено", "Автор"), *answers("Не всё", "Эксперт 1"))
    asked = [
        note("Итого", replies=talk),
        note("Часы", done=True),
        note("Раздел"),
        note("Цель", replies=talk[:1], done=True),
    ]
    given = annotate(FILE, asked).data
    one, two, three, settled, last, answer = threads(given)
    assert (one[1], two[1], three[1]) == ("", one[0], one[0])
    assert {one[2], two[2], three[2]} == {"0"}
    assert settled[1:] == ("", "1")
    assert (last[2], answer[1:]) == ("1", (last[0], "1"))
    assert len({entry[0] for entry in threads(given)}) == 6
    assert [text for _, text in docx_diff.comments(given).values()][:3] == [
        "Поясните", "Исправлено", "Не всё",
    ]  # fmt: skip


def test_marks_stand_in_the_order_word_writes_them() -> None:
    given = annotate(FILE, [note("Итого", replies=answers("Да", "Автор"))]).data
    root = etree.fromstring(docx_diff.parts(given)["word/document.xml"])
    order = [
        (docx_diff.name_of(one).removeprefix("comment"), docx_diff.own_id(one))
        for one in root.iter()
        if docx_diff.name_of(one) in docx_diff.MARKS
    ]
    assert order == [
        ("RangeStart", "0"), ("RangeStart", "1"), ("RangeEnd", "0"), ("Reference", "0"),
        ("RangeEnd", "1"), ("Reference", "1"),
    ]  # fmt: skip


def test_comments_of_others_and_tracked_changes_stay_and_the_new_ones_stand_right() -> None:
    assert len(docx_diff.all_comments(REVIEWED)) == 3
    assert b"<w:del " in docx_diff.parts(REVIEWED)["word/document.xml"]
    given = given_back(REVIEWED)
    assert given.faults == ()
    assert given.counts["anchored"] == 20
    assert threads(given.made.data)[:3] == threads(REVIEWED)


def test_a_file_may_be_given_back_again_and_again() -> None:
    data = FILE
    for turn in range(3):
        given = given_back(data, f"turn {turn}")
        assert given.faults == ()
        data = given.made.data
    numbers = list(docx_diff.all_comments(data))
    assert len(numbers) == len(set(numbers)) > 60
    ids = [entry[0] for entry in threads(data)]
    assert len(ids) == len(set(ids))


def test_comments_that_declare_no_ids_learn_them_and_lose_no_prefix() -> None:
    def plain(comments: bytes) -> bytes:
        body = f'<w:p xmlns:o="{LOCAL}"><w:r><w:t>Старое</w:t></w:r></w:p>'
        told = f'<w:comments xmlns:w="{WORD}"><w:comment w:id="5" w:author="x">{body}'
        return f"{told}</w:comment></w:comments>".encode()

    document = Document(BytesIO(FILE))
    document.add_comment(document.paragraphs[0].runs[0], "Старое", "x", "x")
    saved = BytesIO()
    document.save(saved)
    changed = docx_diff.replaced(saved.getvalue(), "word/comments.xml", plain)
    given = annotate(changed, [note("Итого", replies=answers("Да", "Автор"))]).data
    written = docx_diff.parts(given)["word/comments.xml"]
    root = etree.fromstring(written)
    assert f'xmlns:o="{LOCAL}"'.encode() in written
    assert root.nsmap["w14"] == W14
    assert root.get(f"{{{MC}}}Ignorable") == "w14"
    assert docx_diff.lost_comments(changed, given) == []


def test_moments_of_answers_must_be_aware() -> None:
    naive = answers("Да", "Автор")[0]
    late = type(naive)(naive.text, naive.author, naive.initials, MOMENT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="aware"):
        annotate(FILE, [note("Итого", replies=(late,))])


def test_equal_places_are_told_apart_by_where_the_remark_was_put() -> None:
    second = annotate(FILE, [note("повторяются", block="b3", near=27)]).reports[0]
    first = annotate(FILE, [note("повторяются", block="b3", near=7)]).reports[0]
    assert (first.start, first.alternatives) == (7, 0)
    assert (second.start, second.alternatives) == (27, 0)


FIELD = (
    '<w:r><w:t xml:space="preserve">Итого часов: </w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/>'
    "</w:r><w:r><w:instrText>REF hours</w:instrText></w:r><w:r><w:fldChar "
    'w:fldCharType="separate"/></w:r><w:r><w:t>сто сорок четыре</w:t></w:r><w:r><w:fldChar '
    'w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> в год</w:t></w:r>'
)


def test_a_comment_on_the_words_of_a_field_hangs_behind_the_field() -> None:
    asked = [note("сорок четыре", replies=answers("Да", "Автор")), note("в год")]
    given = annotate(inline(FIELD), asked).data
    assert docx_diff.commented_text(given, "0") == "сорок четыре"
    root = etree.fromstring(docx_diff.parts(given)["word/document.xml"])
    told = [
        docx_diff.attribute(one, "fldCharType") or docx_diff.own_id(one)
        for one in root.iter()
        if docx_diff.name_of(one) in {"fldChar", "commentReference"}
    ]
    assert told == ["begin", "separate", "end", "0", "1", "2"]


def test_words_that_run_out_of_a_table_are_quoted_in_a_comment_on_their_first_paragraph() -> None:
    made = annotate(FILE, [note("36\nИтого 36")])
    assert made.reports[0].how == "paragraph"
    assert docx_diff.comments(made.data)["0"][1] == "«36 Итого 36»\nПоясните"
    assert docx_diff.commented_text(made.data, "0") == "36"


@pytest.mark.libreoffice
def test_libreoffice_reads_the_same_comments_and_the_same_text(tmp_path: Path) -> None:
    given = given_back(REVIEWED).made.data
    shown = office.shown({"before": REVIEWED, "after": given}, tmp_path)
    assert list(office.differences(shown["before"], shown["after"], given)) == []
    settled = {one.text for one in shown["after"].comments if one.resolved}
    assert len(settled) > 1 and "Это лишнее." in settled


@pytest.mark.corpus
@pytest.mark.libreoffice
def test_real_documents_are_given_back_whole_and_libreoffice_agrees(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in SAMPLE}
    given = {name: given_back(data, name) for name, data in before.items()}
    assert {name: one.faults for name, one in given.items() if one.faults} == {}
    assert sum(one.counts["anchored"] for one in given.values()) == 20 * len(SAMPLE)
    after = {name: one.made.data for name, one in given.items()}
    first, second = tmp_path / "before", tmp_path / "after"
    first.mkdir()
    second.mkdir()
    read, reread = office.shown(before, first), office.shown(after, second)
    wrong = {
        name: told
        for name in read
        if (told := list(office.differences(read[name], reread.get(name), after[name])))
    }
    assert wrong == {}
