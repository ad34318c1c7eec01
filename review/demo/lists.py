"""The season's lists as values: places, cards, people, from the YAML files beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from review.models.programmes import Direction, Financing, Form, Health, Level, ProgrammeType

SEASON: Final = Path(__file__).with_name("season")
WRITTEN: Final = Path(__file__).with_name("programmes")

DIRECTIONS: Final = {
    "техническая": Direction.TECHNICAL,
    "естественнонаучная": Direction.SCIENCE,
    "художественная": Direction.ARTS,
    "физкультурно-спортивная": Direction.SPORT,
    "туристско-краеведческая": Direction.TOURISM,
    "социально-гуманитарная": Direction.SOCIAL,
}
TYPES: Final = {
    "разноуровневая": ProgrammeType.MULTILEVEL,
    "модульная": ProgrammeType.MODULAR,
    "сетевая": ProgrammeType.NETWORK,
    "дистанционный курс": ProgrammeType.DISTANCE,
    "адаптированная": ProgrammeType.ADAPTED,
    "краткосрочная": ProgrammeType.SHORT,
    "каникулярная (летняя)": ProgrammeType.HOLIDAY,
}
FINANCING: Final = {
    "pfdod_certificate": Financing.CERTIFICATE,
    "budget": Financing.BUDGET,
    "paid": Financing.PAID,
}
HEALTH: Final = {
    "ЗПР": Health.DELAY,
    "опорно-двигательный аппарат": Health.LOCOMOTOR,
    "нарушение речи": Health.SPEECH,
}


@dataclass(frozen=True)
class Card:
    """One programme of the lists; `order` is its place in the season's queue, if it goes.

    `base` is the text it is made from, `weak` the text of its first attempt where that differs.
    """

    key: str
    title: str
    organisation: str
    author: str
    base: str
    weak: str | None
    order: int | None
    values: Mapping[str, Any] = field(compare=False)


@dataclass(frozen=True)
class Neighbour:
    """A programme of the second municipality and where its story stands on the demo's day."""

    card: Card
    opens: date
    stop: str


@cache
def read(name: str) -> Any:
    """The content of a list."""
    return yaml.load((SEASON / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@cache
def organisations() -> Mapping[str, Mapping[str, Any]]:
    """Organisations by their key, each with the name of its municipality."""
    lists = read("organisations.yaml")
    names = {one["id"]: one["name"] for one in lists["municipalities"]}
    return {
        one["id"]: {**one, "municipality_name": names[one["municipality"]]}
        for one in lists["organisations"]
    }


@cache
def written() -> Mapping[str, Mapping[str, Any]]:
    """What the manifest says of each text written for the project, by file name."""
    text = (WRITTEN / "manifest.yaml").read_text(encoding="utf-8")
    return {one["file"]: one for one in yaml.load(text, yaml.CSafeLoader)["programmes"]}


def cards() -> list[Card]:
    """The district's programme cards in the order of the list."""
    return [
        Card(
            key=one["id"],
            title=one["title"],
            organisation=one["organisation"],
            author=one["author"],
            base=one["base"],
            weak=one["base_weak"],
            order=one.get("submit_order"),
            values=_values(one, (one["age_from"], one["age_to"])),
        )
        for one in read("programmes.yaml")["programmes"]
    ]


def neighbours() -> list[Neighbour]:
    """The second municipality's programmes."""
    authors = {one["organisation"]: one["email"] for one in read("people.yaml")["teachers"]}
    return [
        Neighbour(
            Card(
                key=one["id"],
                title=one["title"],
                organisation=one["organisation"],
                author=authors[one["organisation"]],
                base=one["base"],
                weak=None,
                order=None,
                values=_values(one, tuple(one["ages"])),
            ),
            one["opens"],
            one["stop"],
        )
        for one in read("neighbours.yaml")["programmes"]
    ]


def _values(one: Mapping[str, Any], ages: tuple[int, int]) -> dict[str, Any]:
    return {
        "title": one["title"],
        "direction": DIRECTIONS[one["direction"]],
        "level": Level(one["level"]),
        "form": Form.FULL_TIME,
        "distance_learning": one.get("distance", False),
        "types": [TYPES[name].value for name in one.get("types", [])],
        "age_from": ages[0],
        "age_to": ages[1],
        "duration_months": one["months"],
        "hours": one["hours"],
        "health": HEALTH.get(one.get("health") or "", Health.NONE),
        "financing": FINANCING[one["financing"]],
        "annotation": "",
    }
