"""The lists of the demo season: figures of docs/domain, section 13, and valid numbers."""

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

import review.demo
from review.demo.writing import season

HOME = Path(review.demo.__file__).parent / "season"


def read(name: str) -> Any:
    return yaml.safe_load((HOME / name).read_text(encoding="utf-8"))


PLACES = read("organisations.yaml")
CARDS = read("programmes.yaml")["programmes"]
PEOPLE = read("people.yaml")


def test_counts_of_the_season() -> None:
    assert sum(place["in_season"] for place in PLACES["organisations"]) == 29
    assert len(CARDS) == 256
    assert len({card["title"] for card in CARDS}) == 256
    types = Counter(kind for card in CARDS for kind in card["types"])
    assert (types["разноуровневая"], types["сетевая"], types["дистанционный курс"]) == (12, 8, 5)
    orders = sorted(card["submit_order"] for card in CARDS if "submit_order" in card)
    assert orders == list(range(1, 95))
    assert {card["organisation"] for card in CARDS} == {
        place["id"] for place in PLACES["organisations"] if place["in_season"]
    }


def test_numbers_pass_their_own_check() -> None:
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    for place in PLACES["organisations"]:
        digits = [int(sign) for sign in place["inn"]]
        assert sum(a * b for a, b in zip(digits, weights, strict=False)) % 11 % 10 == digits[9]
        assert int(place["ogrn"][:12]) % 11 % 10 == int(place["ogrn"][12])
        assert (len(place["inn"]), len(place["ogrn"])) == (10, 13)


def test_people_are_many_and_each_has_one_address() -> None:
    assert len(PEOPLE["teachers"]) >= 40
    assert len(PEOPLE["experts"]) >= 6
    locals_ = [p for p in PEOPLE["experts"] if p.get("municipality") == "tambovsky"]
    assert len(locals_) == 4
    addresses = [person["email"] for group in PEOPLE.values() for person in group]
    assert len(addresses) == len(set(addresses))
    assert all(address.endswith("@znachok.example") for address in addresses)


def test_every_card_has_an_author_of_its_organisation_and_a_text() -> None:
    homes = {person["email"]: person["organisation"] for person in PEOPLE["teachers"]}
    for card in CARDS:
        assert homes[card["author"]] == card["organisation"]
        assert (HOME.parent / "programmes" / card["base"]).is_file()
        assert 5 <= card["age_from"] <= card["age_to"] <= 18


def test_lists_are_what_their_sources_make() -> None:
    assert season.organisations() == PLACES
    made = season.people(
        PLACES["organisations"], Counter(card["organisation"] for card in season.cards())
    )
    assert made == PEOPLE


def test_submitted_cards_agree_with_their_texts() -> None:
    written = yaml.safe_load((HOME.parent / "programmes" / "manifest.yaml").read_text("utf-8"))
    files = {entry["file"]: entry for entry in written["programmes"]}
    for card in CARDS:
        if "submit_order" in card:
            entry = files[card["base"]]
            assert (card["hours"], card["months"]) == (entry["hours"], entry["months"])
            assert card["direction"] == entry["direction"]
