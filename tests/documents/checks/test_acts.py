"""Acts no longer in force."""

from datetime import date

import pytest

from review.documents.checks.acts import load_acts
from review.documents.checks.finding import Severity
from tests.documents.checks.programme import findings, params


def basis(text):
    return {"Нормативно-правовая база": [text]}


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("Приказ Минпросвещения РФ от 09.11.2018 № 196", "629"),
        ("Приказ Министерства просвещения от 9 ноября 2018 г. N 196 «О порядке»", "629"),
        ("Приказ №196 от 09.11.2018 г.", "629"),
        ("Концепция развития дополнительного образования детей № 1726-р", "678-р"),
        ("распоряжение от 4 сентября 2014 г. №1726–р", "678-р"),
        ("СанПиН 2.4.4.3172-14", "2.4.3648-20"),
        ("СанПиН 2.4.4.3172–14 «Санитарные требования»", "2.4.3648-20"),
        ("Приказ Минобрнауки России от 29.08.2013 № 1008", "629"),
        ("Приказ от 23 августа 2017 года № 816", "1678"),
        ("Закон РФ от 10.07.1992 № 3266-1", "273-ФЗ"),
    ],
)
def test_a_repealed_act_is_named_with_what_replaced_it(text, now):
    found = findings("E32", changes=basis(text))
    assert [one.severity for one in found] == [Severity.WARN]
    assert now in str(found[0].found.params["now"])


@pytest.mark.parametrize(
    "text",
    [
        "Приказ от 27.07.2022 № 629",
        "Приказ Минпросвещения от 09.11.2018 № 196 утратил силу",
        "Приказ № 629 принят вместо приказа от 09.11.2018 № 196",
        "Школа № 196 города Тестова открыта в 1990 году",
        "Приказ школы от 12.05.2019 № 196 о расписании",
        "Телефон 19 60 81 6",
        "СП 2.4.3648-20",
    ],
)
def test_acts_in_force_and_acts_said_to_be_repealed_are_no_fault(text):
    assert findings("E32", changes=basis(text)) == []


def test_an_order_known_only_by_its_words_is_a_question():
    text = "Порядок организации и осуществления образовательной деятельности, приказ № 196"
    assert [one.severity for one in findings("E32", changes=basis(text))] == [Severity.NOTE]


def test_an_act_counts_from_the_day_it_lost_force():
    text = basis("Приказ от 23.08.2017 № 816")
    assert findings("E32", changes=text, today=date(2024, 8, 31)) == []
    assert params("E32", changes=text, today=date(2024, 9, 1))[0]["since"] == "01.09.2024"


def test_one_act_is_reported_once_and_not_again_by_what_enacted_it():
    text = "СанПиН 2.4.4.3172-14, постановление от 04.07.2014 № 41. СанПиН 2.4.4.3172-14"
    assert len(findings("E32", changes=basis(text))) == 1


def test_every_act_of_the_list_says_what_holds_instead():
    acts = load_acts()
    assert len(acts) > 8
    assert all(act.now and act.name != act.now for act in acts)
