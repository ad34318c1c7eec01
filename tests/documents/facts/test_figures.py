"""Ages, term, hours and load are read however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.documents import fact_numbers as numbers
from review.documents.curriculum import read_tables
from review.documents.facts import read_facts
from review.documents.structure import find
from tests.documents.facts.snippets import after_title, bold, facts_of, pairs, value_of
from tests.documents.word import cell, read_word, row, table

HEAD = (
    "Муниципальное учреждение «Дом творчества»",
    "Дополнительная общеразвивающая программа",
    "«Росток»",
)


@pytest.mark.parametrize(
    ("line", "ages"),
    [
        ("Возраст обучающихся: 7-12 лет", (7, 12)),
        ("Возраст учащихся: 7–12 лет", (7, 12)),
        ("Возраст детей – от 5 до 7лет", (5, 7)),
        ("Возраст детей: 5 до 7лет", (5, 7)),
        ("Возрастная категория: от 5 до 7 лет", (5, 7)),
        ("Возраст обучающихся с 7 до 10 лет", (7, 10)),
        ("Возраст обучающихся: с 7-ми до 10-ти лет", (7, 10)),
        ("Возраст обучающихся: 6,5–18 лет", (6.5, 18)),
        ("Возраст: 6,5 - 18", (6.5, 18)),
        ("Возраст учащихся: 7-10 лет (1-4 классы)", (7, 10)),
        ("Возраст учащихся: 11-13 лет (5 – 7 кл.)", (11, 13)),
        ("Адресат программы: дети 10 – 14 лет", (10, 14)),
        ("Возраст обучающихся: от семи до десяти лет", (7, 10)),
        ("Возраст обучающихся: одиннадцати – четырнадцати лет", (11, 14)),
        ("Возраст обучающихся: 7 лет – 9 лет", (7, 9)),
        ("Возраст обучающихся: 12 лет", (12, 12)),
        ("Возраст обучающихся: от 14 лет", (14, None)),
        ("Возраст обучающихся: 7-9 лет, 10-12 лет", (7, 12)),
        ("Возраст обучaющихcя: 8–11 лет", (8, 11)),  # Latin a and c inside
        ("В о з р а с т  обучающихся: 8–11 лет", (8, 11)),
        ("Возраст обучающихся, на которых рассчитана программа: 8–11 лет", (8, 11)),
        ("Программа рассчитана на детей 8-11 лет", (8, 11)),
        ("Возраст обучающихся: 5-6,5 лет", (5, 6.5)),
        ("Категория обучающихся: дети от 6 до 17 лет включительно", (6, 17)),
        ("Возраст: 14+", (14, None)),
    ],
)
def test_ages_of_a_title_line(line, ages):
    read = facts_of(*HEAD, line, "Срок реализации: 2 года")
    assert (value_of(read.age_min), value_of(read.age_max)) == ages
    assert value_of(read.duration_years) == 2


@pytest.mark.parametrize(
    ("sentence", "ages"),
    [
        ("Программа предназначена для детей 9–12 лет. Группа 12 человек.", (9, 12)),
        ("Программа адресована детям в возрасте от 7 до 11 лет.", (7, 11)),
        ("В реализации программы участвуют обучающиеся 13 – 17 лет.", (13, 17)),
        ("Кружок рассчитан на детей 12-16 лет. Принимаются все желающие.", (12, 16)),
        ("Программа рассчитана на обучающихся 1-4 классов (7-10 лет).", (7, 10)),
    ],
)
def test_ages_of_a_sentence(sentence, ages):
    read = after_title(bold("Адресат программы"), sentence)
    assert (value_of(read.age_min), value_of(read.age_max)) == ages


def test_classes_and_other_numbers_are_no_ages():
    read = after_title(bold("Адресат программы"), "Обучающиеся 5-7 классов, группа 10-15 человек.")
    assert read.age_min is None
    assert read.age_max is None


def test_ages_of_labour_law_are_not_the_childrens():
    read = after_title("Работники в возрасте от 16 до 18 лет трудятся не более 36 часов в неделю.")
    assert read.age_min is None


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("Срок реализации: 1 год", 1),
        ("Срок реализации программы – 2 года", 2),
        ("Срок реализации: 1 год, 72 ч.", 1),
        ("Срок реализации программы: 9 месяцев", 0.75),
        ("Срок реализации: 1 год (9 месяцев)", 1),
        ("Срок обучения – 5 лет", 5),
        ("Срок освоения программы 8(9) лет", 8),
        ("Срок реализации: трёхлетний", 3),
        ("Срок реализации: один год", 1),
        ("Сроки реализации: два года", 2),
        ("Срок реализации: 3-х летний", 3),
        ("Срок реализации программы: 1 учебный год (36 недель)", 1),
        ("Срок реализации: 2023-2024 учебный год", 1),
        ("Срок реализации: полгода", 0.5),
        ("Продолжительность обучения: 4 года", 4),
        ("Срок реализации программы рассчитан на 3 года обучения", 3),
        ("Срок реализации: 1 год обучения – 144 ч., 2 год обучения – 216 ч.", 2),
        ("Срок peaлизaции: 2 года", 2),  # Latin letters inside
    ],
)
def test_term(line, years):
    assert value_of(facts_of(*HEAD, line, "Возраст: 7-9 лет").duration_years) == years


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("Программа рассчитана на 1 год обучения, 36 учебных недель, 72 часа.", 1),
        ("Программа реализуется в течение двух лет.", 2),
        ("Данная программа рассчитана на трёхгодичный курс обучения.", 3),
    ],
)
def test_term_of_a_sentence(sentence, years):
    assert value_of(after_title(sentence).duration_years) == years


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("Объём программы: 72 часа", 72),
        ("Объем программы – 144 часа", 144),
        ("Общий объем программы: 216 академических часов", 216),
        ("Объём и срок освоения программы: 1 год, 72 ч.", 72),
        ("Срок реализации: 1 год, 72 ч.", 72),
        ("Общее количество часов: 144 (сто сорок четыре) часа", 144),
        ("Объём программы: семьдесят два часа", 72),
        ("Количество часов по программе: 36 ч", 36),
        ("Трудоёмкость программы: 72 ак. ч.", 72),
        ("Объём программы: 1 год обучения – 144 часа, 2 год обучения – 216 часов", 360),
        ("Объём программы: 1-й год – 144 ч., 2-й год – 144 ч., 3-й год – 216 ч.", 504),
        ("Объём программы: 1 080 часов", 1080),
        ("Срок реализации 2 года (144 часа)", 144),
        ("144 часа", 144),
        ("(72 часа)", 72),
    ],
)
def test_volume(line, hours):
    assert value_of(facts_of(*HEAD, line, "г. Тестов, 2024").hours_total) == hours


def test_hours_a_year_are_multiplied_by_the_years():
    read = facts_of(*HEAD, "Срок реализации: 3 года", "Объём программы: по 144 часа в год")
    assert value_of(read.hours_total) == 432


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("Программа рассчитана на 68 часов, 1 раз в неделю по 2 часа, 34 недели.", 68),
        ("Занятия 2 раза в неделю по 2 часа. Общий объём – 144 часа, из них 40 теории.", 144),
        ("На освоение программы отводится 72 часа.", 72),
        ("Занятия проводятся 2 раза в неделю по 2 часа.", None),
        ("Режим занятий: 4 часа в неделю.", None),
    ],
)
def test_volume_of_a_sentence(sentence, hours):
    read = after_title(bold("Объём и срок освоения программы"), sentence)
    assert value_of(read.hours_total) == hours


@pytest.mark.parametrize(
    ("sentence", "hours", "weeks"),
    [
        ("Занятия проводятся 2 раза в неделю по 2 часа, 36 учебных недель.", 4, 36),
        ("Один раз в неделю по два академических часа, 34 недели.", 2, 34),
        ("4 часа в неделю", 4, None),
        ("3 занятия в неделю по 1,5 часа", 4.5, None),
    ],
)
def test_load(sentence, hours, weeks):
    read = after_title(bold("Режим занятий"), sentence)
    assert value_of(read.hours_per_week) == hours
    assert value_of(read.weeks) == weeks


def test_a_passport_table_is_read_by_its_labels():
    read = facts_of(
        bold("Паспорт программы"),
        pairs(
            ("Возраст обучающихся", "7–9 лет"),
            ("Срок реализации", "2 года"),
            ("Количество часов", "288 часов"),
        ),
    )
    assert (value_of(read.age_min), value_of(read.age_max)) == (7, 9)
    assert value_of(read.duration_years) == 2
    assert value_of(read.hours_total) == 288


def test_a_numbered_card_is_read_by_its_labels():
    read = facts_of(
        bold("Информационная карта программы"),
        pairs(("1.", "Возраст детей", "10-14 лет"), ("2.", "Срок реализации программы", "1 год")),
    )
    assert (value_of(read.age_min), value_of(read.age_max)) == (10, 14)
    assert value_of(read.duration_years) == 1


def test_a_value_may_stand_under_its_label():
    read = facts_of(*HEAD, "Возраст обучающихся:", "7-11 лет", "Срок реализации:", "4 года")
    assert (value_of(read.age_min), value_of(read.age_max)) == (7, 11)
    assert value_of(read.duration_years) == 4


def test_the_title_page_is_trusted_before_the_text():
    read = facts_of(
        *HEAD, "Возраст: 11–15 лет", bold("Пояснительная записка"), "Программа для детей 11–14 лет."
    )
    assert value_of(read.age_max) == 15
    assert read.age_max.confidence >= 0.9


def test_running_text_is_less_sure_than_a_label():
    read = after_title("Программа развивает интерес детей 11–14 лет к технике.")
    assert value_of(read.age_max) == 14
    assert read.age_max.confidence < 0.9


def test_nothing_said_nothing_read():
    read = after_title("Дети любят рисовать.")
    assert read.age_min is None
    assert read.duration_years is None
    assert read.hours_total is None


@given(st.integers(1, 20), st.integers(0, 20), st.sampled_from(["-", "–", " – ", " до "]))
def test_any_range_of_ages_is_read_back(low, more, dash):
    assert numbers.age_range(f"{low}{dash}{low + more} лет") == (low, low + more)


@given(st.text(alphabet="0123456789 -–.,()летгодчасвнделю", max_size=300))
def test_any_text_is_read_without_an_error(text):
    figures = numbers.with_digits(text)
    numbers.age_range(figures, bare=True)
    numbers.years_of(figures)
    hours = numbers.hours_of(figures, 2)
    assert hours is None or hours >= numbers.LEAST_VOLUME


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("тридцать шесть недель", "36 недель"),
        ("сто сорок четыре часа", "144 часа"),
        ("два раза по три часа", "2 раза по 3 часа"),
        ("семь десять", "7 10"),
        ("трехлетний курс", "трехлетний курс"),
        ("стол и сто рублей", "стол и 100 рублей"),
    ],
)
def test_numerals_become_digits(words, digits):
    assert numbers.with_digits(words) == digits


def test_a_volume_that_only_the_plan_tells_is_taken_from_its_total():
    plan = table(
        row(*map(cell, ("№", "Название раздела", "Всего", "Теория", "Практика"))),
        row(*map(cell, ("1", "Рисунок", "30", "10", "20"))),
        row(*map(cell, ("2", "Живопись", "42", "12", "30"))),
        row(*map(cell, ("", "Итого", "72", "22", "50"))),
    )
    model = read_word(bold("Пояснительная записка"), bold("Учебный план"), plan)
    structure = find(model)
    read = read_facts(model, structure, read_tables(model, structure))
    assert value_of(read.hours_total) == 72
    assert read.hours_total.confidence < 0.9
    assert read_facts(model, structure).hours_total is None


@pytest.mark.parametrize(
    ("years", "on_card", "agree", "differ"),
    [
        (1, 9, (9, 10, 12), (8, 13)),
        (1.5, 14, (13, 14, 18), (12, 19)),
        (2, 18, (18, 20, 24), (17, 25)),
        (2.5, 23, (22, 23, 30), (21, 31)),
        (0.75, 9, (9, 12), (8, 13)),
        (0.83, 10, (9, 10, 12), (8, 13)),
        (0.67, 8, (8,), (7, 9)),
        (0.5, 6, (6,), (5, 9)),
    ],
)
def test_a_study_year_is_nine_months_and_agrees_with_twelve(
    years: float, on_card: int, agree: tuple[int, ...], differ: tuple[int, ...]
) -> None:
    assert numbers.study_months(years) == on_card
    meant = numbers.months_meant(years)
    assert on_card in meant
    assert [months in meant for months in (*agree, *differ)] == [True] * len(agree) + [False] * 2
