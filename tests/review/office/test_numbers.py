"""Check digits of ИНН and ОГРН."""

from __future__ import annotations

import pytest

from review.office.numbers import digits, is_inn, is_ogrn

#: Numbers of public bodies, as the federal services publish them.
INN = ("7707083893", "7830002293", "500100732259")
OGRN = ("1027700132195", "1037739010891", "304500116000157")


@pytest.mark.parametrize("number", INN)
def test_real_tax_numbers_fit(number) -> None:
    assert is_inn(number)


@pytest.mark.parametrize("number", OGRN)
def test_real_state_numbers_fit(number) -> None:
    assert is_ogrn(number)


@pytest.mark.parametrize("number", INN)
def test_every_single_slip_in_a_ten_digit_number_shows(number) -> None:
    for place, sign in enumerate(number[:-1]):
        other = str((int(sign) + 1) % 10)
        slipped = number[:place] + other + number[place + 1 :]
        assert not is_inn(slipped), slipped


@pytest.mark.parametrize("number", [*INN, *OGRN])
def test_a_wrong_last_digit_shows(number) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_inn(wrong)
    assert not is_ogrn(wrong)


@pytest.mark.parametrize("text", ["", "0000000000", "770708389", "77070838933", "77О7083893", "²"])
def test_what_is_no_number_does_not_fit(text) -> None:
    assert not is_inn(text)
    assert not is_ogrn(text)


def test_spaces_are_for_the_eye() -> None:
    assert digits(" 7707 083\u00a0893 ") == "7707083893"
