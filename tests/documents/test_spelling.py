"""Probable misprints: what is taken for one, what is left alone, what it costs."""

import os
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.documents import wordlist
from review.documents.reading import docx
from review.documents.spelling import FIELD_WORDS, FORMS, candidates, fold, lexicon, misprints
from tests.run import REPOSITORY

SENTENCE = "Дети учатся рисовать акварелью, лепить из глины и работать вместе."
PROGRAMMES = sorted((REPOSITORY / "review/demo/programmes").glob("*.docx"))


def said(text: str, **more: bool) -> list[tuple[str, str]]:
    return [(one.word, one.meant) for one in misprints([("b1", text)], **more)]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("програма", "программа"),
        ("обучаюшихся", "обучающихся"),
        ("педагоигческий", "педагогический"),
        ("презентцаия", "презентация"),
        ("дополнительнное", "дополнительное"),
        ("ПОЯСНИТЕЛЬНАЯЗАПИСКА", "пояснительная записка"),
        ("дляобучения", "для обучения"),
        ("метапредметые", "метапредметные"),
    ],
)
def test_a_slip_of_the_finger_is_found_with_what_was_meant(slip, meant) -> None:
    assert said(f"{SENTENCE} А здесь {slip} стоит.") == [(slip, meant)]


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "ДООП разработана МАОУ ДО ЦДТ, педагог доп. образования Е. В. Гжельчикова.",
        "Тьютор проводит воркшоп и квиз, затем геокэшинг, изонить и пластилинографию.",
        "Общеразвивающая разноуровневая программа туристско-краеведческой направленности.",
        "Видеоуроки, арт-терапия, экотропа и нейроигры для здоровьесбережения.",
        "Пишите на pochhta@shkolla.ru или зайдите на сайтик.рф и https://exampel.ru/програма.",
        "Код 12програма, модель Х5програма, файл програма_1.docx, роль admniistrator.",
        "Про\u00adграм\u00adма и учёба, зве\u0301зды, всё ещё.",
        "В 5-ом классе 2-й год обучения; 68 ч., 15 чел., 3 ак.ч., перераб. и доп.",
        "Стихи Кржыжановской читает Вымыслова Аграфена.",
        "художественноэстетический",
        "Щука, окунь, ротан. Дубхе и Мерак. Френкель и Зарицкая.",
        "Отдел культурн. досуга, практич. работа, образова тельный, окальные упражнения.",
        "Занятие построено сбалансированно. Хэширование, физкультпауза, клеммников.",
    ],
)
def test_right_words_names_short_forms_addresses_and_codes_are_left_alone(text) -> None:
    assert said(text) == []


def test_a_word_that_no_known_word_resembles_is_a_term() -> None:
    assert said(f"{SENTENCE} Сажаем леспедецу в черноземовидные почвы.") == []


def test_what_comes_again_and_again_is_the_authors_own_word() -> None:
    assert said(f"{SENTENCE} " + "Рисуем програмку. " * 2) == [("програмку", "программку")]
    assert said(f"{SENTENCE} " + "Рисуем програмку. " * 5) == []


def test_forms_of_one_unknown_word_are_a_term_but_a_doubled_letter_is_not() -> None:
    assert said(f"{SENTENCE} Учим триадная форма.") == [("триадная", "триодная")]
    assert said(f"{SENTENCE} Учим триадная, триадной и триадных.") == []
    found = said(f"{SENTENCE} Програма, програмы и програмой.")
    assert [word for word, _ in found] == ["Програма", "програмы", "програмой"]


def test_each_word_is_told_once_with_the_block_it_first_stands_in() -> None:
    found = misprints([("b1", SENTENCE), ("b2", "Наша програма."), ("b3", "Програма эта.")])

    assert [(one.word, one.block, one.times) for one in found] == [("програма", "b2", 2)]


def test_a_text_in_another_language_is_not_judged() -> None:
    tatar = "балаларныӊ иҗади сәләтләрен үстерү программасы төрле эшчәнлекне колачлый һәм"
    ukrainian = "дитяча творчість розвивається завдяки щоденним заняттям гуртка малювання"
    assert said(f"{tatar} {ukrainian}") == []


def test_words_torn_at_the_ends_of_a_block_of_a_pdf_are_left_alone() -> None:
    torn = f"рограммы развития. {SENTENCE} Итоговая аттестаци"

    assert said(torn, ragged=True) == []
    assert said(torn) == [("аттестаци", "аттестации")]


@given(st.text())
def test_no_text_breaks_it(text) -> None:
    assert all(fold(met.word) for met in candidates(text))
    misprints([("b1", text)])


def test_a_hostile_word_takes_no_time() -> None:
    assert said("а-" * 100_000 + " " + "щ" * 100_000 + " " + "@" * 100_000) == []


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_the_demo_programmes_are_clean_with_their_names_of_stars_and_fish(path: Path) -> None:
    with path.open("rb") as file:
        model = docx.read(file)
    found = misprints((block.id, block.text) for block in model.walk() if block.kind != "table")

    assert [one.word for one in found] == []


def test_the_dictionary_is_read_before_the_fork_and_needs_no_file_afterwards() -> None:
    """As in the sandbox: a child that may open no file judges words all the same."""
    script = (
        "import os, resource\n"
        "from review.documents import spelling\n"
        "spelling.lexicon()\n"
        "pid = os.fork()\n"
        "if not pid:\n"
        "    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))\n"
        "    resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))\n"
        "    found = spelling.misprints([('b1', 'Наша програма для детей.')])\n"
        "    os._exit(0 if [one.meant for one in found] == ['программа'] else 1)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    path = {"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", script], env=path, check=False)
    assert done.returncode == 0


def test_the_forms_in_the_file_are_those_of_the_dictionary_and_of_the_field() -> None:
    entries, suffixes = wordlist.entries_of(), wordlist.suffixes_of()
    own = wordlist.field_entries(FIELD_WORDS.read_text(encoding="utf-8").splitlines(), entries)
    some = [*entries[::500], *own]
    forms = {fold(form) for entry in some for form in wordlist.unfold(entry, suffixes)}
    russian = {form for form in forms if form.replace("-", "").isalpha() and form > "а"}

    assert len(russian) > 3000
    assert [form for form in russian if not lexicon().knows(form)] == []


def test_the_file_of_forms_is_sorted_for_looking_up() -> None:
    forms = array("Q")
    forms.frombytes(FORMS.read_bytes())

    assert len(forms) > 90_000
    assert list(forms) == sorted(set(forms))


def test_a_field_word_like_no_known_word_is_refused() -> None:
    with pytest.raises(ValueError, match="тьютор"):
        list(wordlist.field_entries(["тьютор ктототам"], ["актёр/J"]))
