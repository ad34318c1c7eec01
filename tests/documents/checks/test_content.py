"""What the sections say."""

import pytest

from review.documents.checks.finding import Severity
from review.documents.checks.settings import CheckSettings
from tests.documents.checks.programme import findings, params

SHORT = "Программа нужна детям."


def test_short_argument_for_relevance():
    found = findings("E20", "short", {"Актуальность программы": [SHORT]})
    assert [(one.severity, dict(one.found.params)) for one in found] == [
        (Severity.WARN, {"chars": 22, "least": 300})
    ]


def test_how_long_the_argument_must_be_is_the_regions_word():
    region = CheckSettings(relevance_chars=20)
    assert findings("E20", "short", {"Актуальность программы": [SHORT]}, settings=region) == []


@pytest.mark.parametrize("said", ["Цель кружка – научить пилить.", "Данный кружок нужен детям."])
def test_a_club_instead_of_the_programme(said):
    found = findings("E18", changes={"Отличительные особенности программы": [said]})
    assert [one.severity for one in found] == [Severity.NOTE]


def test_a_club_of_the_past_is_no_fault():
    said = "Раньше в школе работали столяры."
    assert findings("E18", changes={"Отличительные особенности программы": [said]}) == []


def test_content_without_theory_and_practice():
    topics = ["Породы дерева, сушка досок, разметка и распиловка. " * 12]
    found = findings("E19", changes={"Содержание учебного плана": topics})
    assert [one.severity for one in found] == [Severity.WARN]
    assert findings("E19") == []


def test_content_with_theory_only_is_a_question():
    topics = ["Теория: породы дерева, сушка досок, разметка и распиловка. " * 12]
    found = findings("E19", changes={"Содержание учебного плана": topics})
    assert [one.severity for one in found] == [Severity.NOTE]


def test_content_too_short_to_judge():
    assert findings("E19", changes={"Содержание учебного плана": ["Дерево."]}) == []


@pytest.mark.parametrize("verb", ["Создать", "Научить", "Развивать", "Помочь", "Заниматься"])
def test_a_goal_that_begins_with_a_verb(verb):
    found = params("E21", "verb", {"Цель программы": [f"{verb} детей столярному делу."]})
    assert found == [{"word": verb.lower()}]


@pytest.mark.parametrize("noun", ["Развитие", "Создание", "Помощь", "Готовность", "Подготовка"])
def test_a_goal_that_begins_with_a_noun(noun):
    assert params("E21", "verb", {"Цель программы": [f"{noun} детей."]}) == []


def test_many_goals():
    changes = {
        "Цель программы": None,
        "Цели программы": ["- развитие глазомера;", "- освоение ремесла;"],
    }
    assert params("E21", "many", changes) == [{"count": 2}]
    assert params("E21", "many") == []


def test_a_group_of_results_left_out():
    results = ["Предметные: размечает и пилит доску.", "Личностные: бережёт инструмент и труд."]
    found = findings("E23", changes={"Планируемые результаты": results})
    assert [(one.severity, dict(one.found.params)) for one in found] == [
        (Severity.WARN, {"missing": "метапредметные"})
    ]


def test_results_that_only_name_skills_are_a_question():
    results = ["Дети будут знать породы дерева и уметь пилить по разметке доску и брусок."]
    found = findings("E23", changes={"Планируемые результаты": results})
    assert [(one.severity, one.found.params["missing"]) for one in found] == [
        (Severity.NOTE, "метапредметные, личностные")
    ]


def test_old_names_of_the_groups_are_groups():
    results = [
        "Обучающие результаты: размечает и пилит.",
        "Развивающие результаты: планирует работу.",
        "Воспитательные результаты: бережёт инструмент.",
    ]
    assert findings("E23", changes={"Планируемые результаты": results}) == []


def test_results_that_do_not_mirror_the_tasks():
    results = [
        "Предметные: размечает и пилит доску, читает чертёж, видит метапредметные связи ремесла.",
        "Личностные: бережёт инструмент и труд.",
    ]
    changes = {"Планируемые результаты": results}
    assert params("E22", changes=changes) == [{"name": "метапредметные"}]
    assert params("E22") == []


def test_a_group_that_is_not_there_at_all_is_told_once():
    results = ["Предметные: размечает и пилит доску.", "Личностные: бережёт инструмент и труд."]
    changes = {"Планируемые результаты": results}
    assert params("E23", changes=changes) == [{"missing": "метапредметные"}]
    assert params("E22", changes=changes) == []
    (other,) = params("E22", changes=changes, settings=CheckSettings(off=("E23",)))
    assert other == {"name": "метапредметные"}
