"""QR codes: plain drawing attributes only, and drawn as the standard asks."""

import re

import pytest

from review.documents import qr

ADDRESS = "https://znachok.example.ru/registry/68-2023-0017"


def test_nothing_a_strict_policy_forbids():
    drawing = qr.svg(ADDRESS, title="Адрес <значка>")
    assert drawing.startswith("<svg ")
    assert 'class="qr"' in drawing
    assert not re.search(r"style|script|\son\w+=|href", drawing)
    assert "<title>Адрес &lt;значка&gt;</title>" in drawing


def test_modules_are_those_of_the_text():
    side = int(re.search(r'viewBox="0 0 (\d+) \d+"', qr.svg(ADDRESS))[1])
    assert (side - 2 * qr.QUIET_ZONE - 17) % 4 == 0
    assert qr.svg(ADDRESS) == qr.svg(ADDRESS) != qr.svg(ADDRESS + "8")


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_impossible_texts(text):
    with pytest.raises(ValueError, match=r"."):
        qr.svg(text)
