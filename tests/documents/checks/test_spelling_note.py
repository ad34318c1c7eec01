"""Probable misprints come as one note that blocks nothing."""

from datetime import date

from review.documents.checks.finding import Severity
from review.documents.examination import examine
from review.documents.reading.model import Block, DocumentModel, Run

#: Enough right words that a few slips are a small share of the text.
LONG_TEXT = (
    "Программа знакомит ребят с историей родного края, учит беречь природу и читать карту.",
    "На занятиях подростки собирают гербарий, наблюдают за птицами, измеряют температуру воды.",
    "Весной группа выходит на экскурсию к реке, осенью сажает деревья возле школьного двора.",
    "Родители помогают готовить праздник, бабушки рассказывают старинные сказки и песни.",
    "Педагог следит за безопасностью, проверяет снаряжение, напоминает правила поведения.",
    "Итогом года становится выставка работ, концерт и защита коллективного проекта.",
    "Каждый участник ведёт дневник, отмечает успехи, задаёт вопросы и предлагает новые темы.",
    "Зимой кружок изучает звёздное небо, строит модели планет, решает занимательные задачи.",
    "Летом лагерь принимает гостей из соседних сёл, проводит соревнования, игры, викторины.",
    "Мастерская оснащена станками, верстаками, инструментом, красками, бумагой и картоном.",
)


def model(*texts: str, fmt: str = "docx") -> DocumentModel:
    blocks = tuple(
        Block(f"b{n}", "paragraph", text, runs=(Run(text),)) for n, text in enumerate(texts)
    )
    return DocumentModel(fmt, blocks, words=100)


def notes(document: DocumentModel):
    found = examine(document, date(2026, 3, 2)).findings
    return [finding for finding in found if finding.check == "SP1"]


def test_all_misprints_stand_in_one_note_with_their_places() -> None:
    (note,) = notes(model("Наша програма хороша.", "Дети рисуют.", "Занятия для обучаюшихся."))

    assert note.severity is Severity.NOTE
    assert note.found.block == "b0"
    assert note.found.params == {
        "count": 2,
        "words": "«програма» → «программа», «обучаюшихся» → «обучающихся»",
        "places": [["програма", "b0"], ["обучаюшихся", "b2"]],
    }


def test_many_misprints_are_counted_and_the_first_are_named() -> None:
    slips = (
        "програма педагоигческий обучаюшихся урокк тетрадть учебниик рисовниие праздникк"
        " творчествво экскурсияя выставкаа конкурсс спектакклль репетицияя концертт фестивальь"
        " соревнованиее тренировкка турнирр походд"
    )
    (note,) = notes(model(*LONG_TEXT, slips))

    assert note.found.params["count"] == 18
    assert len(note.found.params["places"]) == 15


def test_a_clean_text_has_no_note() -> None:
    assert notes(model("Наша программа хороша.", "Дети рисуют.")) == []
