"""Programmes of special kinds."""

import pytest

from review.documents.checks.dossier import Card
from review.documents.checks.finding import Severity
from tests.documents.checks.findings import TITLE, found
from tests.documents.checks.programme import findings


@pytest.mark.parametrize(
    ("check", "variant", "kind", "cure"),
    [
        ("E37", "", "network", "Партнёр программы — завод «Пример»."),
        ("E38", "", "adapted", "Программа для детей с нарушениями слуха."),
        ("E38", "", "adapted", "Для обучающихся с ЗПР."),
        ("E16", "", "distance", "Занятия идут на платформе «Сферум»."),
        ("E39", "modules", "modular", "Модуль «Разметка» — 12 часов."),
    ],
)
def test_what_the_kind_asks_for_must_be_said(check, variant, kind, cure):
    card = Card(types=(kind,))
    assert [one.severity for one in findings(check, variant, card=card)] == [Severity.WARN]
    changes = {"1.5 Особенности модуля": [cure]}
    assert findings(check, variant, changes, card=card) == []
    assert findings(check, variant, card=Card()) == []


def test_distance_lessons_by_the_card_alone_need_a_platform():
    assert findings("E16", card=Card(distance_learning=True))
    changes = {"Дистанционные образовательные технологии": ["Видеосвязь."]}
    assert findings("E16", changes=changes, card=Card(distance_learning=True)) == []


def test_a_reworked_model_programme_called_adapted_has_no_disability_to_name():
    title = "Рабочая адаптированная программа"
    assert found("E38", *TITLE, title, "Программа составлена по типовой программе.") == []
    (one,) = found("E38", *TITLE, title, "Для обучающихся с ОВЗ созданы условия.")
    assert one.severity is Severity.NOTE
    assert found("E38", *TITLE, "Для обучающихся с ОВЗ созданы условия.") == []


def test_without_a_card_nothing_is_known_of_the_kind():
    assert findings("E16") == findings("E37") == findings("E38") == []
