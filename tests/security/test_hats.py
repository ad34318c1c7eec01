"""One person in two hats: a hat gives its own powers only, and never over one's own programme."""

from __future__ import annotations

from typing import Any

import pytest

from tests.security.world import House, token_of
from workflows.roles import Role


class Wearer:
    """A person of the region who was given a second hat."""

    def __init__(self, house: House, who: str, role: Role, place: int | None = None) -> None:
        self.house, self.who = house, who
        self.first, self.second = self._give(role, place)
        self.client = house.client(who)

    def _give(self, role: Role, place: int | None) -> tuple[int, int]:
        from review.accounts import service as accounts
        from review.database import db
        from review.models.people import Person

        with self.house.app.app_context():
            person = db.session.get_one(Person, self.house.world.people[self.who])
            given = accounts.grant(person, role, place).id
            db.session.commit()
        return self.house.world.actors[self.who].grant_id or 0, given

    def wear(self, grant_id: int) -> int:
        answer = self.post("/accounts/hat", {"grant_id": str(grant_id)})
        return int(answer.status_code)

    def get(self, url: str) -> int:
        return int(self.client.get(url).status_code)

    def post(self, url: str, data: dict[str, str]) -> Any:
        token = token_of(self.client.get("/accounts/me"))
        return self.client.post(url, data={"csrf_token": token, **data})


def test_a_hat_opens_its_own_rooms_and_not_the_other_hats(house: House) -> None:
    person = Wearer(house, "teacher", Role.ADMINISTRATOR)
    assert (person.get("/programmes/"), person.get("/office/people")) == (200, 404)
    assert person.wear(person.second) == 303
    assert (person.get("/programmes/"), person.get("/office/people")) == (404, 200)
    own = house.world.cards["own", "D"]
    assert person.get(f"/programmes/{own.programme_id}") == 404
    assert person.get(f"/submissions/{own.number}") == 404


def test_nobody_wears_a_hat_of_somebody_else(house: House) -> None:
    person = Wearer(house, "teacher", Role.EXPERT)
    strange = house.world.actors["administrator"].grant_id or 0
    assert person.wear(strange) == 404
    assert person.get("/office/people") == 404


@pytest.mark.parametrize("role", [Role.RMC, Role.MOC, Role.INTERNAL_EXPERT])
def test_an_author_does_not_judge_the_own_programme_in_another_hat(
    house: House, role: Role
) -> None:
    places = {
        Role.MOC: house.world.ids["municipality"],
        Role.INTERNAL_EXPERT: house.world.ids["organisation"],
    }
    person = Wearer(house, "teacher", role, places.get(role))
    assert person.wear(person.second) == 303
    before = house.fingerprint()["events"]
    for state in "IMCARVB":
        card = house.world.cards["own", state]
        for action in ("pass_on", "send_back", "admit", "refuse", "recall", "archive"):
            form = {"action": action, "reason": "Своя программа."}
            answer = person.post(f"/submissions/{card.number}/decide", form)
            assert answer.status_code in (404, 409), (state, action, answer.status_code)
        remark = person.post(f"/submissions/{card.number}/remarks", {"text": "x", "level": "must"})
        assert remark.status_code in (404, 409)
        seats = {"experts": str(house.world.people["seated"])}
        assert person.post(f"/scoring/{card.number}/panel", seats).status_code in (404, 409)
        assert person.get(f"/scoring/{card.number}/panel") == 404
        assert person.get(f"/submissions/{card.number}/letters") == 404
    reason = {"reason": "Сам себе."}
    badge = house.world.cards["own", "B"]
    assert person.post(f"/submissions/{badge.number}/revoke", reason).status_code in (404, 409)
    assert house.fingerprint()["events"] == before


def test_an_author_who_is_an_expert_is_never_seated_on_the_own_programme(house: House) -> None:
    Wearer(house, "teacher", Role.EXPERT)
    card = house.world.cards["own", "A"]
    url = f"/scoring/{card.number}/panel"
    people = [str(house.world.people[who]) for who in ("teacher", "seated")]
    assert house.post("rmc", url, {"experts": people}).status_code in (409, 422)


def test_the_regional_centre_reads_no_names_and_points_about_the_own_programme(
    house: House,
) -> None:
    person = Wearer(house, "teacher", Role.RMC)
    person.wear(person.second)
    card = house.world.cards["own", "B"]
    rounds = person.client.get(f"/submissions/{card.number}/rounds").text
    assert "Игоревич" not in rounds
    export = person.client.get("/reports/results.csv?names=1", buffered=True).get_data(as_text=True)
    line = next(line for line in export.splitlines() if card.number in line)
    assert "Игоревич" not in line
    other = house.world.cards["foreign", "B"]
    line = next(line for line in export.splitlines() if other.number in line)
    assert "Игоревич" in line, "the export does name experts elsewhere"


def test_a_sitting_expert_reads_no_fellows_points_in_the_centres_hat(house: House) -> None:
    card = house.world.cards["own", "R"]
    done = house.post("seated", f"/scoring/{card.number}/hand-in")
    assert done.status_code == 303
    person = Wearer(house, "second", Role.RMC)
    person.wear(person.second)
    seen = house.client("rmc").get(f"/moderation/all?q={card.number}").text
    told = person.client.get(f"/moderation/all?q={card.number}").text
    assert card.number in told
    assert "40" in _circles(seen) and "40" not in _circles(told)
    rounds = person.client.get(f"/submissions/{card.number}/rounds").text
    assert "Раскройте" not in rounds and "/ 2</td>" not in rounds


def _circles(page: str) -> str:
    """What the list's experts' circles say."""
    import re

    return " ".join(
        re.findall(r'class="[^"]*(?:chair|mark|circle|seal)[^"]*"[^>]*>[^<]*', page)
    ) + (" ".join(re.findall(r"Эксперт \d: [^<\"]*", page)))


def test_a_hat_taken_away_ends_its_powers_at_once(house: House) -> None:
    person = Wearer(house, "teacher", Role.RMC)
    person.wear(person.second)
    card = house.world.cards["foreign", "B"]
    assert person.get(f"/submissions/{card.number}") == 200
    office = f"/office/people/{house.world.people['teacher']}/roles/{person.second}/take"
    assert house.post("administrator", office).status_code == 303
    assert person.get(f"/submissions/{card.number}") == 404
    assert person.get("/moderation/") == 404
    assert person.wear(person.second) == 404
    assert person.get("/programmes/") == 200, "the other hat stays"
