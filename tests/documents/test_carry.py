"""Remarks on the next revision: exactly where they stood, moved, drifted, or gone."""

import random

import pytest

from review.documents.anchors import anchor_of
from review.documents.carry import BOUND, Carried, Carrying
from review.documents.reading.docx import read
from review.documents.reading.model import DocumentModel
from tests.documents.revisions import Pair, revise
from tests.documents.word import cell, paragraph, read_word, row, table
from tests.run import CORPUS

GOAL = "Цель программы — развитие инженерного мышления детей младшего возраста."
TASKS = "Задачи: познакомить с деталями конструктора, научить читать схемы сборки."
RESULT = "К концу года ребёнок соберёт действующую модель и расскажет, как она устроена."
HEAD = row(cell("Тема"), cell("Всего"), cell("Теория"), cell("Практика"))
TOPICS = [("Введение в робототехнику", "4", "2", "2"), ("Первый механизм", "8", "2", "6"),
          ("Датчики и моторы", "8", "2", "6"), ("Итоговая выставка", "4", "0", "4")]  # fmt: skip


def plan(topics) -> str:
    return table(HEAD, *(row(*map(cell, topic)) for topic in topics))


def document(*parts: str) -> DocumentModel:
    return read_word(*(part if part.startswith("<") else paragraph(part) for part in parts))


OLD = document(GOAL, TASKS, "Учебный план", plan(TOPICS), RESULT, "Форма контроля: выставка.")


def carried(new: DocumentModel, words: str, nth: int = 0, old=OLD) -> tuple[Carried, str, str]:
    """What became of words, and what now stands before them in the new text."""
    work = Carrying(old, new)
    at = -1
    for _ in range(nth + 1):
        at = work.old.text.index(words, at + 1)
    made = work.carry(anchor_of(work.old, at, at + len(words)))
    if made.anchor is None:
        return made, "", ""
    position = made.anchor.position
    return made, made.anchor.quote.exact, work.new.text[: position.start]


def test_words_stay_where_they_were_when_something_comes_before_them():
    new = document("Утверждаю", "Пояснительная записка", GOAL, TASKS, "Учебный план", plan(TOPICS),
                   RESULT, "Форма контроля: выставка.")  # fmt: skip
    for words in (GOAL, "конструктора", "Датчики и моторы", f"{GOAL}\n{TASKS}"):
        made, now, _ = carried(new, words)
        assert (made.status, now) == ("exact", words)
        assert made.confidence >= BOUND


def test_words_in_a_changed_paragraph_stay_where_they_were():
    new = document(GOAL.replace("младшего", "среднего школьного"), TASKS, plan(TOPICS))
    made, now, _ = carried(new, "развитие инженерного мышления")
    assert (made.status, now) == ("exact", "развитие инженерного мышления")


def test_a_paragraph_moved_far_takes_its_remark_along():
    new = document(TASKS, "Учебный план", plan(TOPICS), RESULT, "Форма контроля: выставка.", GOAL)
    made, now, _ = carried(new, "инженерного мышления детей")
    assert (made.status, now) == ("moved", "инженерного мышления детей")


def test_changed_words_are_shown_for_a_person_to_decide():
    new = document(GOAL, TASKS.replace("читать схемы сборки", "читать чертежи и схемы"), RESULT)
    made, now, _ = carried(new, "научить читать схемы сборки")
    assert made.status == "drifted"
    assert "чертежи и схемы" in now
    assert made.confidence < BOUND


def test_deleted_words_are_orphans():
    new = document(GOAL, "Учебный план", plan(TOPICS), RESULT, "Форма контроля: выставка.")
    assert carried(new, "познакомить с деталями конструктора")[0] == Carried("orphan")


def test_figures_of_a_row_stay_in_their_row():
    topics = [("Техника безопасности", "8", "2", "6"), TOPICS[2], TOPICS[0], TOPICS[3]]
    new = document(GOAL, TASKS, "Учебный план", plan(topics), RESULT)
    made, now, before = carried(new, "8", nth=1)
    assert now == "8"
    assert before.endswith("Датчики и моторы\t")
    assert made.silent


def test_a_figure_of_a_deleted_row_is_not_hung_on_another_row():
    new = document(GOAL, TASKS, "Учебный план", plan([TOPICS[0], *TOPICS[2:]]), RESULT)
    assert not carried(new, "8")[0].silent


def test_a_changed_figure_is_shown_in_its_cell():
    topics = [TOPICS[0], ("Первый механизм", "12", "2", "10"), *TOPICS[2:]]
    new = document(GOAL, TASKS, "Учебный план", plan(topics), RESULT)
    made, _, _ = carried(new, "8")
    assert not made.silent
    made, now, before = carried(new, "2", nth=2)
    assert (made.status, now) == ("exact", "2")
    assert before.endswith("Первый механизм\t12\t")


def test_a_new_column_shifts_no_remark():
    topics = [(name, "очно", *rest) for name, *rest in TOPICS]
    head = row(*map(cell, ("Тема", "Форма", "Всего", "Теория", "Практика")))
    new = document(GOAL, table(head, *(row(*map(cell, topic)) for topic in topics)), RESULT)
    made, now, before = carried(new, "4", nth=1)
    if made.silent:
        assert before.endswith("Итоговая выставка\tочно\t")
    assert now in {"4", ""}
    assert carried(new, "Датчики и моторы")[0].status == "exact"


def test_one_of_two_equal_paragraphs_deleted_is_never_guessed():
    old = document(GOAL, "Форма контроля: опрос.", "Форма контроля: опрос.", RESULT)
    new = document(GOAL, "Форма контроля: опрос.", RESULT)
    for nth in (0, 1):
        assert not carried(new, "контроля: опрос", nth, old)[0].silent


def test_one_of_two_equal_sentences_deleted_is_never_guessed():
    once = "Занятия идут два раза в неделю."
    old, new = document(GOAL, f"{once} {once}", RESULT), document(GOAL, once, RESULT)
    for nth in (0, 1):
        assert not carried(new, "раза в неделю", nth, old)[0].silent


def test_a_paragraph_cut_in_two_keeps_its_remarks():
    first, second = TASKS.split(", ")
    new = document(GOAL, f"{first},", second, "Учебный план", plan(TOPICS), RESULT)
    made, now, _ = carried(new, "научить читать схемы сборки")
    assert made.silent
    assert now == "научить читать схемы сборки"


def test_an_empty_or_foreign_text_makes_orphans():
    for new in (document(), document("Совсем другой текст о музыке и танцах народов мира.")):
        assert carried(new, "инженерного мышления")[0].status == "orphan"


def test_a_place_found_among_several_is_not_carried_silently():
    work = Carrying(OLD, OLD)
    made = anchor_of(work.old, *_at(work.old.text, "8"))
    bare = type(made)(type(made.quote)("8"))
    assert work.carry(made).status == "exact"
    assert work.carry(bare).status == "drifted"


def _at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def programme() -> DocumentModel:
    """A text of many paragraphs and tables, some of them alike."""
    chance = random.Random(7)
    words = "ребёнок мастерская занятие рисунок краска глина выставка этюд цвет форма линия".split()
    parts = []
    for number in range(1, 31):
        parts.append(f"{number}. {' '.join(chance.choices(words, k=4)).capitalize()}")
        parts.append(" ".join(chance.choices(words, k=25)).capitalize() + ".")
        parts.append("Форма контроля: опрос.")
        if number % 6 == 0:
            topics = [(" ".join(chance.choices(words, k=3)), "4", "2", "2") for _ in range(9)]
            parts.append(plan(topics))
    return document(*parts)


PROGRAMME = programme()


@pytest.mark.parametrize("seed", range(12))
def test_no_remark_of_a_revised_text_is_attached_wrongly_in_silence(seed):
    kept, found = attached(revise(PROGRAMME, seed, 25), seed)
    assert found >= 0.8 * kept > 10


REAL = sorted(CORPUS.glob("programmes/*.docx"))


@pytest.mark.corpus
@pytest.mark.parametrize(
    "path", random.Random(9).sample(REAL, min(4, len(REAL))), ids=lambda p: p.stem
)
def test_no_remark_of_a_revised_real_text_either(path):
    with path.open("rb") as file:
        model = read(file)
    kept, found = attached(revise(model, 5), 5)
    assert found >= 0.9 * kept > 10


def attached(pair: Pair, seed: int) -> tuple[int, int]:
    """How many passages were kept and how many of them found; fails at a wrong one."""
    work = Carrying(pair.old, pair.new)
    chance = random.Random(seed)
    kept = found = 0
    for _ in range(60):
        leaf = chance.choice(work.old.leaves)
        start = leaf.start + chance.randrange(len(leaf.block.text))
        made = anchor_of(work.old, start, min(start + chance.randrange(3, 80), len(work.old.text)))
        if made is None:
            continue
        position = made.position
        truth, now = pair.kept(position.start, position.end), work.carry(made)
        place = (now.anchor.position.start, now.anchor.position.end) if now.anchor else None
        assert not now.silent or place == truth, (made.quote.exact, now)
        if truth and pair.untouched(position.start, position.end):
            kept += 1
            found += now.silent
    return kept, found
