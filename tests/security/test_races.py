"""Ten people press the same button at once, on both databases: one effect, the others are told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from tests import run
from tests.security import matrix
from tests.security import world as worlds
from tests.security.test_access_matrix import address
from tests.security.world import House

TIMES = 10
ROUNDS = 2
MANY = pytest.mark.both_databases


@pytest.fixture(scope="module")
def arenas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """One region for each engine, made when first asked for; every race runs on its own card."""
    made: dict[str, House] = {}
    with ExitStack() as stack:

        def arena(engine: str) -> House:
            if engine not in made:
                url = None
                if engine == "postgresql":
                    cluster, template = run.postgres_template()
                    url = stack.enter_context(cluster.scratch(template))
                data = tmp_path_factory.mktemp(engine)
                built = worlds.build(data, url)
                copy = tmp_path_factory.mktemp(f"{engine}-copy")
                made[engine] = stack.enter_context(worlds.opened(built, copy, url))
            return made[engine]

        yield arena


@pytest.fixture
def arena(engine: str, arenas: Callable[[str], House]) -> House:
    """The region on the engine under test."""
    return arenas(engine)


def at_once(house: House, who: str, url: str, bodies: list[Mapping[str, Any]]) -> list[Any]:
    """The same POST from as many browsers as there are bodies, let go together."""
    start, answers = threading.Barrier(len(bodies)), []
    clients = [house.client(who) for _ in bodies]

    def press(client: Any, body: Mapping[str, Any]) -> None:
        start.wait()
        answers.append(house.send(client, who, url, body))

    threads = [
        threading.Thread(target=press, args=pair) for pair in zip(clients, bodies, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(bodies), "a request died"
    return answers


def statuses(answers: list[Any]) -> Counter[int]:
    found = Counter(answer.status_code for answer in answers)
    assert not [status for status in found if status >= 500], found
    assert set(found) <= {200, 303, 404, 409, 422}, found
    return found


def count(house: House, statement: str, **values: Any) -> int:
    from review.database import db

    with house.app.app_context():
        return int(db.session.execute(sa.text(statement), values).scalar_one())


EVENTS = (
    "SELECT count(*) FROM events JOIN submissions ON submissions.id = events.submission_id"
    " WHERE submissions.number = :number AND action = :action"
)


def chain_is_unbroken(house: House) -> None:
    """Every event follows the one before it, and the cards say what their events say."""
    from review import history
    from review.database import db
    from review.models.events import Event
    from review.models.submissions import Submission

    with house.app.app_context():
        for submission in db.session.scalars(sa.select(Submission)):
            before, last = "", None
            events = db.session.scalars(
                sa.select(Event).where(Event.submission_id == submission.id).order_by(Event.number)
            ).all()
            assert [one.number for one in events] == list(range(1, len(events) + 1))
            for last in events:
                assert last.hash == history.content_hash(last, before)
                before = last.hash
            assert last is not None
            assert (submission.last_event, submission.state) == (last.number, last.target)


#: Steps of the road: who, which card, endpoint, body, the event that may happen once.
RACES: Mapping[str, tuple[str, str, str, Mapping[str, Any], str]] = {
    "submit": ("teacher", "D", "programmes.submit", {"action": "submit"}, "submit"),
    "pass_on": ("internal", "I", "moderation.decide", {"action": "pass_on"}, "pass_on"),
    "send_back": (
        "moc", "M", "moderation.decide", {"action": "send_back", "reason": "Нет плана."},
        "send_back",
    ),
    "assign": ("rmc", "A", "scoring.assign", {"experts": ("seated", "second")}, "assign"),
    "revoke": ("rmc", "B", "registry.revoke", {"reason": "Ошибка."}, "revoke"),
}  # fmt: skip


@MANY
def test_a_step_pressed_ten_times_at_once_is_taken_once(arena: House) -> None:
    before = {
        name: count(arena, EVENTS, number=arena.world.cards["own", race[1]].number, action=race[4])
        for name, race in RACES.items()
    }
    for name, (who, state, endpoint, body, action) in RACES.items():
        card = arena.world.cards["own", state]
        url = address(arena, endpoint, **matrix.arguments(card))
        form = {**body, "version": str(card.version)}
        if "experts" in form:
            form["experts"] = [str(arena.world.people[one]) for one in form["experts"]]
        if endpoint == "registry.revoke":
            form["version"] = ""
        found = statuses(at_once(arena, who, url, [form] * TIMES))
        assert found[303] == 1, (name, found)
        after = count(arena, EVENTS, number=card.number, action=action)
        assert after - before[name] == 1, name
    chain_is_unbroken(arena)


@MANY
def test_two_different_decisions_at_once_give_one(arena: House) -> None:
    card = arena.world.cards["own", "C"]
    url = address(arena, "moderation.decide", **matrix.arguments(card))
    form = {"version": str(card.version), "reason": "Есть причина."}
    bodies = [{**form, "action": ("admit", "refuse")[turn % 2]} for turn in range(TIMES)]
    assert statuses(at_once(arena, "rmc", url, bodies))[303] == 1
    taken = [count(arena, EVENTS, number=card.number, action=one) for one in ("admit", "refuse")]
    assert sum(taken) == 1
    chain_is_unbroken(arena)


@MANY
def test_a_form_with_one_key_makes_one_card(arena: House) -> None:
    programmes = "SELECT count(*) FROM programmes WHERE title = :title"
    for turn in range(ROUNDS):
        title = f"Двойное нажатие {turn}"
        body = {"title": title, "form_key": f"one-use-key-{turn}"}
        answers = at_once(arena, "teacher", "/programmes/new", [body] * TIMES)
        assert statuses(answers) == {303: TIMES}
        assert len({answer.location for answer in answers}) == 1
        assert count(arena, programmes, title=title) == 1
    chain_is_unbroken(arena)


@MANY
def test_a_remark_with_one_key_is_written_once(arena: House) -> None:
    card = arena.world.cards["sibling", "I"]
    url = address(arena, "moderation.add_remark", **matrix.arguments(card))
    body = {"text": "Нет списка книг.", "level": "must", "form_key": "remark-key"}
    assert statuses(at_once(arena, "internal", url, [body] * TIMES)) == {303: TIMES}
    assert count(arena, "SELECT count(*) FROM remarks WHERE text = :text", text=body["text"]) == 1


@MANY
def test_a_remark_is_answered_once_and_later_answers_are_told(arena: House) -> None:
    card = arena.world.cards["own", "V"]
    url = address(arena, "programmes.answer", **matrix.arguments(card, "expert"))
    bodies = [
        {"status": "objected", "reply": f"Ответ {turn}.", "version": "1"} for turn in range(TIMES)
    ]
    assert statuses(at_once(arena, "teacher", url, bodies)) == {303: 1, 409: TIMES - 1}


@MANY
def test_a_sheet_is_handed_in_once(arena: House) -> None:
    card = arena.world.cards["own", "R"]
    url = address(arena, "scoring.hand_in", **matrix.arguments(card))
    assert statuses(at_once(arena, "seated", url, [{}] * TIMES))[303] == 1
    chain_is_unbroken(arena)


@MANY
def test_a_mark_saved_from_ten_windows_loses_nobodys_words(arena: House) -> None:
    card = arena.world.cards["sibling", "R"]
    url = address(arena, "scoring.save_mark", **matrix.arguments(card))
    bodies = [
        {"points": "1", "remark": f"Замечание {turn}.", "version": "1"} for turn in range(TIMES)
    ]
    assert statuses(at_once(arena, "seated", url, bodies)) == {303: 1, 409: TIMES - 1}


def test_ten_uploads_at_once_make_one_version(arena: House) -> None:
    card = arena.world.cards["sibling", "D"]
    url = address(arena, "programmes.upload", **matrix.arguments(card))
    text = worlds.document()
    bodies = [{"document": (BytesIO(text), "программа.docx")} for _ in range(4)]
    statuses(at_once(arena, "colleague", url, bodies))
    versions = (
        "SELECT count(*) FROM revisions JOIN submissions ON submissions.id = submission_id"
        " WHERE submissions.number = :number"
    )
    assert count(arena, versions, number=card.number) == 1
    chain_is_unbroken(arena)


@MANY
def test_an_address_is_taken_once(arena: House) -> None:
    body = {"email": "twin@znachok.example", "name": "Близнец", "role": "rmc"}
    found = statuses(at_once(arena, "administrator", "/office/people", [body] * TIMES))
    people = "SELECT count(*) FROM people WHERE email = :email"
    assert count(arena, people, email=body["email"]) == 1
    assert found[303] == 1, found


def test_the_race_is_seen_where_nothing_guards_it(
    arena: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the one-use key the same probe finds four cards, so it does see a race."""
    monkeypatch.setattr("review.web._already_done", lambda key: None)
    monkeypatch.setattr("review.web._spend", lambda key, answer: None)
    body = {"title": "Без ключа", "form_key": "spent"}
    at_once(arena, "teacher", "/programmes/new", [body] * 4)
    programmes = "SELECT count(*) FROM programmes WHERE title = :title"
    assert count(arena, programmes, title=body["title"]) == 4
