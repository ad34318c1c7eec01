"""Makes the season's lists from their plain sources: ``python -m review.demo.writing.season``.

Organisations with valid check digits, 256 programme cards, and people with roles and places.
Everything is invented; the numbers begin with codes that no tax office or registry uses.
"""

import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent / "season_texts"
TARGET = Path(__file__).parents[1] / "season"
DOMAIN = "znachok.example"
DIRECTIONS = {
    "T": "техническая",
    "N": "естественнонаучная",
    "A": "художественная",
    "S": "физкультурно-спортивная",
    "K": "туристско-краеведческая",
    "H": "социально-гуманитарная",
}
BASES = {
    "T": ("tech_smart_home", None),
    "N": ("nat_eco_trail", None),
    "A": ("art_brush_r2", "art_brush"),
    "S": ("sport_volleyball", None),
    "K": ("tour_trails", None),
    "H": ("social_media_r2", "social_media"),
}
# Titles that suit the written text of their direction: these go to review before the others.
FITTING = {
    "техническая": r"умн|робот|электр|автомат|датчик|arduino|программ|конструкт|тех|кибер|дрон",
    "естественнонаучная": r"эколог|природ|натурал|птиц|лес|река|вод|журавл|биолог|зелён|фенол",
    "художественная": r"рис|живопис|акварел|изо|палитр|кист|роспис|краск|пластилин|ладошк|график",
    "физкультурно-спортивная": r"волейбол|мяч|баскет|футбол|спортивн|игр",
    "туристско-краеведческая": r"троп|поход|турист|край|сел|пешком|карт|экскурс|переселен|ориент",
    "социально-гуманитарная": r"медиа|журнал|газет|пресс|литерат|диалог|реч",
}
LEVELS = {"i": "initial", "b": "basic", "a": "advanced"}
MONEY = {"p": "pfdod_certificate", "b": "budget", "m": "paid"}
TYPES = {
    "р": "разноуровневая",
    "м": "модульная",
    "с": "сетевая",
    "д": "дистанционный курс",
    "а": "адаптированная",
    "к": "краткосрочная",
    "л": "каникулярная (летняя)",
}
_SCHOOL = "Муниципальное общеобразовательное {} учреждение {{}} {} общеобразовательная школа"
_KINDERGARTEN = "Муниципальное дошкольное образовательное {} учреждение «Детский сад „{{}}“»"
FULL = {
    "S": _SCHOOL.format("бюджетное", "средняя"),
    "A": _SCHOOL.format("автономное", "средняя"),
    "O": _SCHOOL.format("бюджетное", "основная"),
    "K": _KINDERGARTEN.format("автономное"),
    "B": _KINDERGARTEN.format("бюджетное"),
}
NOSOLOGY = {
    "Логоритмика": "нарушение речи",
    "Адаптивная физкультура": "опорно-двигательный аппарат",
}
LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(),
        strict=True,
    )
)
SUBMITTED = 94


def inn(number: int) -> str:
    """A ten-digit ИНН with the right check digit; 2899 is the code of no tax office."""
    digits = [int(sign) for sign in f"2899{number:05d}"]
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    check = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 % 10
    return "".join(map(str, digits)) + str(check)


def ogrn(number: int) -> str:
    """A thirteen-digit ОГРН with the right check digit."""
    body = f"102289{number:06d}"
    return body + str(int(body) % 11 % 10)


def latin(text: str) -> str:
    """Cyrillic letters in Latin for the local part of an address."""
    spelled = "".join(LATIN.get(sign, sign) for sign in text.lower())
    return re.sub(r"[^a-z0-9.-]", "", spelled)


def email(name: str) -> str:
    """«Синицына Ольга Петровна» -> o.sinitsyna@znachok.example."""
    surname, first = name.split()[:2]
    return f"{latin(first[0])}.{latin(surname)}@{DOMAIN}"


def _lines(name: str) -> Iterator[str]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def organisations() -> dict[str, list[dict[str, Any]]]:
    """Municipalities and organisations; the first 29 take part in the season."""
    places: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for line in _lines("organisations.txt"):
        if line.startswith("!"):
            key, name, centre = line[1:].split("|")
            places.append({"id": key, "name": name, "centre": centre})
            continue
        key, kind, short, full, village, head = line.split("|")
        if full[1] == ":":
            full = FULL[full[0]].format(full[2:])
        number = len(found) + 1
        found.append(
            {
                "id": key,
                "municipality": places[-1]["id"],
                "kind": kind,
                "short_name": short,
                "full_name": full,
                "village": village,
                "head": head,
                "inn": inn(1370 * number + 28),
                "ogrn": ogrn(14_207 * number + 63),
                "email": f"{latin(key.replace('_', '-'))}@{DOMAIN}",
                "in_season": places[-1]["id"] == "tambovsky",
            }
        )
    return {"municipalities": places, "organisations": found}


def _base(direction: str, title: str, types: str) -> tuple[str, str | None]:
    if direction == "N" and ("д" in types or "телескоп" in title):
        return "sky_over_amur", None
    return BASES[direction]


def _programme(line: str, organisation: str, number: int) -> dict[str, Any]:
    direction, title, level, ages, months, hours, money, types = line.split("|")
    youngest, oldest = (int(age) for age in ages.split("-"))
    base, weak = _base(direction, title, types)
    return {
        "id": f"p{number:03d}",
        "title": title,
        "organisation": organisation,
        "direction": DIRECTIONS[direction],
        "level": LEVELS[level],
        "types": [TYPES[sign] for sign in types],
        "age_from": youngest,
        "age_to": oldest,
        "months": int(months),
        "hours": int(hours),
        "form": "очная",
        "distance": "д" in types,
        "health": NOSOLOGY.get(title, "ЗПР" if "а" in types else None),
        "financing": MONEY[money],
        "base": f"{base}.docx",
        "base_weak": f"{weak}.docx" if weak else None,
    }


def _mix(title: str) -> int:
    """A number that scatters titles evenly and always in the same way."""
    return zlib.crc32(title.encode())


def _queue(cards: list[dict[str, Any]], titles: set[str]) -> list[dict[str, Any]]:
    """Who goes to review: written texts, special types, then the organisations in turn.

    Within an organisation titles that suit a written text go first, then those paid by ПФ.
    """
    money = list(MONEY.values())
    rank: dict[str, int] = {}
    seen: dict[str, int] = {}

    def order(card: dict[str, Any]) -> tuple[bool, int, int]:
        fits = re.search(FITTING[card["direction"]], card["title"].lower())
        brief = bool({TYPES["к"], TYPES["л"]} & set(card["types"]))
        return brief or not fits, money.index(card["financing"]), _mix(card["title"])

    for card in sorted(cards, key=order):
        rank[card["id"]] = seen[card["organisation"]] = seen.get(card["organisation"], -1) + 1

    def key(card: dict[str, Any]) -> tuple[bool, bool, int, int]:
        turn = rank[card["id"]], _mix(card["title"])
        special = bool(set(card["types"]) - {TYPES["к"], TYPES["л"]})
        return card["title"] not in titles, not special, *turn

    return sorted(cards, key=key)[:SUBMITTED]


def cards() -> list[dict[str, Any]]:
    """All programme cards, without authors and without a place in the queue."""
    organisation = ""
    found: list[dict[str, Any]] = []
    for line in _lines("programmes.txt"):
        if line.startswith("["):
            organisation = line[1:-1]
        else:
            found.append(_programme(line, organisation, len(found) + 1))
    return found


def dealt(
    found: list[dict[str, Any]], written: list[dict[str, Any]], people: dict[str, Any]
) -> list[dict[str, Any]]:
    """The cards with authors; 94 carry ``submit_order``, the place in the season's queue.

    A submitted card has the hours, term and level of the text that goes with it.
    """
    own = {entry["title"]: entry for entry in written if "revision" not in entry}
    files = {entry["file"]: entry for entry in written}
    for place, card in enumerate(_queue(found, set(own)), 1):
        card["submit_order"] = place
        for name in ("hours", "months", "level"):
            card[name] = files[card["base"]][name]
    turns: Counter[str] = Counter()
    for card in found:
        key = card["organisation"]
        staff = [person for person in people["teachers"] if person["organisation"] == key]
        card["author"] = staff[turns[key] % len(staff)]["email"]
        turns[key] += 1
        if card["title"] in own:
            card["author"] = email(own[card["title"]]["authors"][0]["name"])
    return found


def _names() -> Iterator[str]:
    lists = dict(line.split(": ", 1) for line in _lines("people.txt"))
    words = {key: value.split() for key, value in lists.items()}
    women, men = words["women"], words["men"]
    for place in range(len(women) + len(men)):
        is_man, turn = place % 5 == 4, place // 5
        prefix, row = ("men", men) if is_man else ("women", women)
        surname = row[(turn if is_man else place - turn) % len(row)]
        first, middle = words[f"{prefix}_first"], words[f"{prefix}_middle"]
        yield f"{surname} {first[place * 13 % len(first)]} {middle[place * 5 % len(middle)]}"


def _post(place: dict[str, Any], leads: bool) -> str:
    if place["kind"] == "kindergarten":
        return "старший воспитатель" if leads else "воспитатель"
    return "заместитель директора" if leads else "педагог дополнительного образования"


def people(places: list[dict[str, Any]], counts: dict[str, int]) -> dict[str, Any]:
    """Everybody of the season by role; ``counts`` is programmes per organisation."""
    staff = yaml.safe_load((HERE / "staff.yaml").read_text(encoding="utf-8"))
    names, teachers, internal = _names(), list(staff.pop("authors")), []
    for place in places:
        key = place["id"]
        have = sum(person["organisation"] == key for person in teachers)
        wanted = max(1, -(-counts.get(key, 3) // 5)) - have
        teachers += [
            {"name": next(names), "organisation": key, "post": _post(place, False)}
            for _ in range(wanted)
        ]
        lead = {"name": next(names), "organisation": key, "post": _post(place, True)}
        internal.append(lead)
    groups = {"teachers": teachers, "internal_experts": internal, **staff}
    return {
        role: [{"name": p["name"], "email": email(p["name"]), **p} for p in group]
        for role, group in groups.items()
    }


def _write(name: str, data: Any) -> None:
    head = "# Made by `python -m review.demo.writing.season`; all names and numbers are invented.\n"
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    (TARGET / name).write_text(head + text, encoding="utf-8")


def main() -> None:
    """Writes organisations.yaml, programmes.yaml and people.yaml."""
    places, found = organisations(), cards()
    path = TARGET.parent / "programmes" / "manifest.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))["programmes"]
    counts = Counter(card["organisation"] for card in found)
    staff = people(places["organisations"], counts)
    _write("organisations.yaml", places)
    _write("people.yaml", staff)
    _write("programmes.yaml", {"programmes": dealt(found, written, staff)})
    sys.stdout.write(f"{len(places['organisations'])} organisations, {len(found)} programmes\n")


if __name__ == "__main__":
    main()
