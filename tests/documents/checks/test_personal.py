"""Personal data is found by check digits and named masked; organisations' numbers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.documents.checks.finding import Severity
from review.documents.checks.registry import run
from review.documents.personal_numbers import is_personal_inn, is_snils, masked
from tests.documents.checks.findings import TITLE, dossier_of, found
from tests.documents.facts.snippets import bold, pairs

NOTE = bold("Пояснительная записка")


def snils(first: int) -> str:
    """The СНИЛС of these nine digits, its check number computed the long way."""
    digits = f"{first:09}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True))
    while total > 101:
        total %= 101
    return digits + ("00" if total in {100, 101} else f"{total:02}")


def inn(first: int) -> str:
    """The personal ИНН of these ten digits."""
    digits = f"{first:010}"
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
        digits += str(total % 11 % 10)
    return digits


def of_e43(*body):
    return [one for one in run(dossier_of(*body)) if one.check == "E43"]


@given(st.integers(1_002_000, 999_999_999))
def test_every_right_snils_is_known_and_every_neighbour_is_not(first):
    number = snils(first)
    assert is_snils(number)
    assert not is_snils(number[:9] + f"{(int(number[9:]) + 1) % 100:02}")


@given(st.integers(100_000_000, 9_999_999_999))
def test_every_right_inn_is_known_and_every_neighbour_is_not(first):
    number = inn(first)
    assert is_personal_inn(number)
    assert not is_personal_inn(number[:11] + str((int(number[11]) + 1) % 10))


@given(st.text(max_size=20))
def test_other_text_is_no_number(text):
    assert not is_snils(text) or len(text) == 11
    assert not is_personal_inn(text) or len(text) == 12


def test_a_mask_keeps_the_last_two_digits():
    assert masked("112-233-445 95") == "***-***-*** 95"
    assert masked("нет") == "нет"


@pytest.mark.parametrize(
    "words", ["СНИЛС {}", "СНИЛС: {}", "снилс педагога {}", "Страховой номер: СНИЛС № {}"]
)
def test_a_snils_in_the_text_blocks_and_is_masked(words):
    plain = snils(112_233_445)
    written = f"{plain[:3]}-{plain[3:6]}-{plain[6:9]} {plain[9:]}"
    (one,) = of_e43(*TITLE, NOTE, words.format(written))
    assert one.severity is Severity.BLOCK
    assert one.found.params == {"kind": "СНИЛС", "number": f"***-***-*** {plain[9:]}"}


def test_a_snils_without_dashes_needs_its_name():
    number = snils(123_456_789)
    assert of_e43(NOTE, f"Заказ {number} выполнен.") == []
    assert len(of_e43(NOTE, f"СНИЛС {number}")) == 1


def test_a_number_with_a_wrong_check_digit_is_left_alone():
    assert of_e43(NOTE, "СНИЛС 112-233-445 96") == []


def test_a_personal_inn_is_found_and_an_organisations_is_not():
    (one,) = of_e43(NOTE, f"ИНН {inn(5_001_007_322)}")
    assert one.found.params["kind"] == "ИНН"
    assert of_e43(NOTE, "ИНН 7707083893, ОГРН 1027700132195") == []


def test_the_stamp_of_a_signature_is_named_as_such():
    body = (
        "Подписан: Муниципальное учреждение «Радуга»",
        "DN: C=RU, O=Учреждение, ОГРН=1027700132195,"
        f" СНИЛС={snils(223_344_556)}, ИНН={inn(5_001_007_322)}",
        "Дата: 2024.03.06 09:27:17",
    )
    findings = of_e43(*body, *TITLE, NOTE, "Текст.")
    assert {one.variant for one in findings} == {"stamp"}
    assert {one.found.params["kind"] for one in findings} == {"СНИЛС", "ИНН"}


def test_data_of_a_passport_block():
    (one,) = found("E43", NOTE, "паспорт серии 45 12 № 345678 выдан", variant="passport")
    assert one.severity is Severity.BLOCK
    assert "345678" not in one.found.params["number"]


def test_a_passport_of_the_programme_is_no_identity_paper():
    assert of_e43(bold("Паспорт программы"), pairs(("Объём", "72 часа"), ("Год", "2024"))) == []


def test_a_date_of_birth_is_told():
    (one,) = found("E43", NOTE, "Дата рождения: 12.03.2012", variant="birth")
    assert one.severity is Severity.NOTE
    assert found("E43", NOTE, "Космонавт родился 09.03.1934", variant="birth") == []


def test_contacts_are_one_masked_note():
    body = (*TITLE, NOTE, "Педагог: 8 (912) 345-67-89", "почта ivanova.test@mail.ru")
    (one,) = found("E43", *body, variant="contact")
    assert one.severity is Severity.NOTE
    assert "345" not in one.found.params["contacts"]
    assert "ivanova" not in one.found.params["contacts"]


@pytest.mark.parametrize(
    "words",
    [
        "тел./факс: (8362) 72-78-66",
        "E-mail: school@edu-test.ru",
        "ISBN 978-5-907168-26-8",
        "Приказ от 27.07.2022 № 629",
        "Плата Arduino 89123 и код 4512345678901234",
    ],
)
def test_an_organisations_contacts_and_other_numbers_are_left_alone(words):
    assert of_e43(*TITLE, NOTE, words) == []


def test_a_list_of_pupils_is_a_question():
    filled = pairs(
        ("№", "ФИО учащегося"), ("1", "Иванов Пётр"), ("2", "Петрова Анна"), ("3", "Сидоров Илья")
    )
    (one,) = found("E43", NOTE, filled, variant="pupils")
    assert one.found.params == {"count": 3}
    assert one.severity is Severity.NOTE


def test_a_blank_list_of_pupils_is_none():
    blank = pairs(("№", "ФИО учащегося"), ("1", ""), ("2", ""), ("3", ""))
    assert found("E43", NOTE, blank, variant="pupils") == []
