"""Every route, asked by everybody, about everybody's things in every state.

What the declared matrix grants must work, and nothing else may; what is hidden is answered word
for word like what does not exist, and has no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import url_for
from sqlalchemy.orm import Session

from review.web import PUBLIC, SIGNED_IN
from tests.security import matrix
from tests.security.matrix import Step
from tests.security.world import ANONYMOUS, NO_ID, NO_NUMBER, OWNERS, PEOPLE, Card, House
from workflows.access import Permission

WHO = (*PEOPLE, ANONYMOUS)
#: What differs from answer to answer without telling anything.
NOISE = re.compile(
    r'name="(?:csrf_token|form_key)" value="[^"]*"|\b[0-9a-f]{16}\b|\d{4}-\d{5}|%D0%97[^"&]*'
    r"|(?:/|%2F)(?:programmes|remarks|findings|submissions|scoring|talks|messages|files)(?:/|%2F)"
    r"\d+(?:-\d{5})?|message_id(?:&#34;|[^<>\d&])+\d+"
)
OUT = frozenset({"blocked", ANONYMOUS})


def test_every_route_declares_its_access_and_stands_in_the_matrix(house: House) -> None:
    views = house.app.view_functions
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        assert rule.endpoint in matrix.declared(), f"{rule.endpoint} is not in the matrix"
        access = getattr(views[rule.endpoint], "access", None)
        several = access if isinstance(access, tuple) else (access,)
        assert all(isinstance(one, Permission) or one in (PUBLIC, SIGNED_IN) for one in several)
        assert (access == PUBLIC) == (rule.endpoint in matrix.PUBLIC), rule.endpoint
    assert matrix.declared() <= set(views), matrix.declared() - set(views)


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    """What is granted may be tried again and again: every commit is a rollback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "commit", Session.rollback)
        yield


def address(house: House, endpoint: str, **values: Any) -> str:
    with house.app.test_request_context():
        wanted = {
            name for rule in house.app.url_map.iter_rules(endpoint) for name in rule.arguments
        }
        return url_for(endpoint, **{key: values[key] for key in wanted})


def missing(card: Card) -> Card:
    return replace(card, programme_id=NO_ID, number=NO_NUMBER, remarks={}, finding=0, talk={})


def shape(answer: Any) -> tuple[int, str | None, str]:
    location = NOISE.sub("·", answer.location) if answer.location else None
    return answer.status_code, location, NOISE.sub("·", answer.text)


def people(owner: str) -> tuple[str, ...]:
    """Everybody; for other people's things those without any hat need not be asked again."""
    if owner == "own":
        return WHO
    return tuple(who for who in WHO if who not in {"hatless", "blocked", "administrator"})


def states(who: str, owner: str, turn: int) -> tuple[str, ...]:
    """Every state for those who see something; by turns for those who see nothing at all."""
    there = OWNERS[owner]
    if matrix.relation(who, owner) in matrix.SEE:
        return there
    return tuple(there[(turn + step) % len(there)] for step in (0, 3))


@pytest.mark.parametrize("owner", OWNERS)
def test_a_page_opens_for_those_the_matrix_names_and_is_missing_for_others(
    house: House, owner: str
) -> None:
    wrong: list[str] = []
    before = house.fingerprint()
    image = _image(house, house.world.cards["own", "B"])
    for who in people(owner):
        client, absent = house.client(who), {}
        for turn, (endpoint, grants) in enumerate(matrix.PAGES.items()):
            remark = "expert" if who == "seated" else "internal"
            for state in states(who, owner, turn):
                card = house.world.cards[owner, state]
                granted = state in grants.get(matrix.relation(who, owner), "")
                url = address(house, endpoint, **matrix.arguments(card, remark, image))
                answer = client.get(url, buffered=True)
                if granted:
                    fine = answer.status_code == 200 or (
                        who == "seated" and endpoint == "submissions.page"
                        and answer.status_code == 302
                    )  # fmt: skip
                else:
                    if endpoint not in absent:
                        other = matrix.arguments(missing(card), remark, image)
                        absent[endpoint] = shape(client.get(address(house, endpoint, **other)))
                    fine = answer.status_code == (302 if who in OUT else 404)
                    fine = fine and shape(answer) == absent[endpoint]
                if not fine:
                    wrong.append(f"{who} {endpoint} {owner} {state}: {answer.status_code}")
                answer.close()
    assert not wrong, "\n".join(wrong)
    assert house.fingerprint() == before


def _image(house: House, card: Card) -> str:
    page = house.client("teacher").get(f"/submissions/{card.number}/document").text
    found = re.search(r'src="/submissions/[^"]+/images/1/([^"]+)"', page)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("owner", OWNERS)
def test_a_step_is_taken_by_those_the_matrix_names_and_is_unknown_to_others(
    house: House, owner: str
) -> None:
    wrong: list[str] = []
    before = house.fingerprint()
    for who in people(owner):
        client = house.client(who)
        for turn, step in enumerate(matrix.STEPS):
            absent = None
            for state in states(who, owner, turn):
                card = house.world.cards[owner, state]
                role = matrix.relation(who, owner)
                if state in step.acts.get(role, ""):
                    with nothing_is_kept():
                        answer = _take(house, client, who, step, card)
                    fine = answer.status_code in (200, 303)
                else:
                    answer = _take(house, client, who, step, card)
                    told = state in step.told.get(role, "")
                    if not told and absent is None:
                        absent = shape(_take(house, client, who, step, missing(card)))
                    fine = answer.status_code in (404, 409, 422) if told else (
                        answer.status_code == (401 if who in OUT else 404)
                        and shape(answer) == absent
                    )  # fmt: skip
                if not fine:
                    wrong.append(f"{who} {step} {owner} {state}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert house.fingerprint() == before


def _take(house: House, client: Any, who: str, step: Step, card: Card) -> Any:
    body = dict(step.body)
    remark = body.pop("remark", "") if "remark" in step.body else "internal"
    ids = house.world.people
    if step.endpoint == "scoring.save_mark":
        body["remark"], remark = remark, "internal"
    if "experts" in body:
        body["experts"] = [str(ids[name]) for name in body["experts"]]
    if "message_id" in body:
        body["message_id"] = str(card.talk.get("message", NO_ID))
    if "leaving" in body:
        body["leaving"] = str(ids["away2" if card.owner == "foreign" else "second"])
    if "expert" in body:
        newcomer = "away3" if card.owner == "foreign" else "unseated"
        body["expert"] = str(ids[newcomer])
    url = address(house, step.endpoint, **matrix.arguments(card, remark))
    return house.send(client, who, url, body)


def _room_values(house: House) -> dict[str, Any]:
    ids = house.world.ids
    grant = house.world.actors["colleague"].grant_id
    return {
        "person_id": house.world.people["colleague"], "grant_id": grant, "letter_id": 1,
        "organisation_id": ids["organisation"], "municipality_id": ids["municipality"],
        "season_id": ids["season"], "version_id": 1, "kind": "rubrics", "form": "csv",
        "badge_number": house.world.cards["own", "B"].badge, "token": "x",
        "entry_id": ids["wording"], "draft_id": ids["draft"],
    }  # fmt: skip


@pytest.mark.parametrize("endpoint", matrix.ROOMS)
def test_a_room_opens_for_the_hats_the_matrix_names_only(house: House, endpoint: str) -> None:
    url = address(house, endpoint, **_room_values(house))
    for who in WHO:
        answer = house.client(who).get(url, buffered=True)
        hidden = 302 if who in OUT and endpoint not in matrix.PUBLIC else 404
        granted = who in matrix.ROOMS[endpoint]
        if granted:
            home = answer.status_code == 302 and endpoint in ("accounts.home", "accounts.sign_in")
            assert answer.status_code == 200 or home, (who, answer.status_code)
        else:
            assert answer.status_code == hidden, (who, answer.status_code)
            if hidden == 404:
                gone = shape(house.client(who).get("/nothing-is-here"))
                assert _plain(shape(answer)) == _plain(gone), who
        answer.close()


def _plain(seen: tuple[int, str | None, str]) -> tuple[int, str]:
    """Without what a page takes from its own address: the way back, the section it lies in."""
    return seen[0], re.sub(r'name="next" value="[^"]*"| aria-current="page"', "", seen[2])


def test_a_deed_is_done_by_the_hats_the_matrix_names_only(house: House) -> None:
    wrong: list[str] = []
    before = house.fingerprint()
    for endpoint, (hats, body) in matrix.DEEDS.items():
        url = address(house, endpoint, **_room_values(house))
        for who in WHO:
            client = house.client(who)
            if who in hats:
                with nothing_is_kept():
                    answer = house.send(client, who, url, body)
                fine = answer.status_code in (200, 204, 303, 422)
            else:
                answer = house.send(client, who, url, body)
                fine = answer.status_code == (401 if who in OUT else 404)
            if not fine:
                wrong.append(f"{who} {endpoint}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert house.fingerprint() == before


def test_the_probes_see_a_policy_that_says_yes_to_everything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The matrix is no ornament: with an open door the same probes fail."""
    monkeypatch.setattr("review.web.may", lambda *args: True)
    with pytest.raises(AssertionError):
        test_a_page_opens_for_those_the_matrix_names_and_is_missing_for_others(house, "foreign")
    with pytest.raises(AssertionError):
        test_a_room_opens_for_the_hats_the_matrix_names_only(house, "office.people")
