"""Letters: sent once, in the reader's words, through a mail server that has its bad days."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from review import clock, mail
from review.config import Config
from review.database import db
from review.letters import KINDS, compose, render
from review.models.outbox import Letter, LetterState
from workflows.letters import LETTERS, OTHERS

NOON = datetime(2023, 6, 6, 3, 0, tzinfo=UTC)
FACTS = {
    "number": "2023-0007",
    "title": "Робототехника",
    "reason": "Нет учебного плана.\nИ списка литературы.",
    "due": "2023-06-20T14:59:59+00:00",
    "round": 1,
    "person_name": "Анна Иванова",
    "remarks": 3,
    "score": "29.5",
    "threshold": "30",
    "registry_number": "TMB-2023-0001",
    "valid_until": "2026-06-06",
    "expires": "2023-06-13T03:00:00.123456+00:00",
    "role": "moc",
    "place": "Тамбовский округ",
    "path": "/submissions/2023-0007",
}


@dataclass
class Server:
    """A mail server whose next answers can be chosen; it keeps whatever it took."""

    port: int
    took: list[EmailMessage] = field(default_factory=list)
    defer: int = 0
    drop: int = 0
    refused: frozenset[str] = frozenset()

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address in self.refused:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.defer:
            self.defer -= 1
            return "450 come again later"
        self.took.append(message_from_bytes(envelope.original_content, policy=policy.default))
        if self.drop:
            self.drop -= 1
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    handler = Server(port)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


@pytest.fixture
def settings(config: Config, server: Server) -> Config:
    return replace(
        config,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        base_url="https://nok.example.org",
        mail_from="Значок <nok@example.org>",
    )


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def letter(kind: str = "returned", address: str = "anna@example.org", **more) -> Letter:
    """A letter put into the outbox and committed."""
    written = unsaved(kind, address, **more)
    db.session.add(written)
    db.session.commit()
    return written


def unsaved(kind: str = "returned", address: str = "anna@example.org", **more) -> Letter:
    facts = FACTS | more.pop("facts", {})
    values = {"language": "ru", "queued_at": NOON, "next_try_at": NOON} | more
    message_id = f"<{uuid.uuid4().hex}@znachok>"
    return Letter(kind=kind, address=address, message_id=message_id, facts=facts, **values)


def fresh(letter_id: int) -> Letter:
    """The letter as it stands in the database."""
    db.session.rollback()
    return db.session.get(Letter, letter_id, populate_existing=True)


def turn_for(settings: Config, span: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
    """Let the worker look once a `step` for so long."""
    moment = clock.now()
    end = moment + span
    while moment <= end:
        with clock.standing_at(moment):
            mail.send_due(settings)
        moment += step


@pytest.mark.both_databases
def test_a_due_letter_is_sent_once(db_session, settings: Config, server: Server) -> None:
    sent = letter()

    assert mail.send_due(settings) == 1
    assert mail.send_due(settings) == 0

    (received,) = server.took
    assert received["Message-ID"] == sent.message_id
    assert received["To"] == "anna@example.org"
    assert received["Subject"] == "Возвращена на доработку: «Робототехника»"
    body = received.get_content().replace("\r\n", "\n")
    assert "> Нет учебного плана.\n> И списка литературы." in body
    assert "https://nok.example.org/submissions/2023-0007\n" in body
    assert received["Auto-Submitted"] == "auto-generated"
    stands = fresh(sent.id)
    assert (stands.state, stands.sent_at, stands.tries) == (LetterState.SENT, NOON, 1)
    assert stands.leased_until is None


@pytest.mark.both_databases
def test_nothing_is_sent_of_a_rolled_back_change(db_session, settings, server: Server) -> None:
    db_session.add(unsaved())
    db_session.flush()
    db_session.rollback()

    assert mail.send_due(settings) == 0
    assert server.took == []


def test_a_letter_for_later_waits(db_session, settings: Config, server: Server) -> None:
    letter(next_try_at=NOON + timedelta(minutes=1))

    assert mail.send_due(settings) == 0
    with clock.standing_at(NOON + timedelta(minutes=1)):
        assert mail.send_due(settings) == 1


@pytest.mark.both_databases
def test_a_server_that_is_down_for_two_hours_loses_nothing(db_session, settings, server) -> None:
    ids = {letter(address=f"reader{n}@example.org").id for n in range(5)}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nobody_there = replace(settings, smtp_port=probe.getsockname()[1])

    turn_for(nobody_there, timedelta(hours=2))
    waiting = [fresh(each) for each in ids]
    assert {each.state for each in waiting} == {LetterState.QUEUED}
    assert all("refused" in each.error.lower() for each in waiting)

    with clock.standing_at(NOON + timedelta(hours=2)):
        turn_for(settings, timedelta(hours=4), timedelta(minutes=5))
    assert {fresh(each).state for each in ids} == {LetterState.SENT}
    assert sorted(each["To"] for each in server.took) == [
        f"reader{n}@example.org" for n in range(5)
    ]


def test_a_deferred_letter_is_tried_again_with_growing_waits(db_session, settings, server) -> None:
    sent = letter()
    server.defer = 3

    waits = []
    moment = NOON
    for _ in range(3):
        with clock.standing_at(moment):
            assert mail.send_due(settings) == 1
        after = fresh(sent.id)
        assert after.state is LetterState.QUEUED
        assert "450" in after.error
        waits.append(after.next_try_at - moment)
        moment = after.next_try_at
    assert waits == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)]

    with clock.standing_at(moment):
        assert mail.send_due(settings) == 1
    assert fresh(sent.id).state is LetterState.SENT
    assert fresh(sent.id).error == ""
    assert len(server.took) == 1


@pytest.mark.both_databases
def test_silence_after_the_text_gives_one_double_at_most(db_session, settings, server) -> None:
    dropped, other = letter(), letter(address="boris@example.org")
    server.drop = 1

    turn_for(settings, timedelta(hours=1))

    ids = [each["Message-ID"] for each in server.took]
    assert sorted(ids) == sorted([dropped.message_id, dropped.message_id, other.message_id])
    assert fresh(dropped.id).state is LetterState.SENT


def test_silence_twice_leaves_it_to_a_person(db_session, settings, server: Server) -> None:
    dropped = letter()
    server.drop = 100

    turn_for(settings, timedelta(days=1), timedelta(minutes=5))

    assert len(server.took) == 2
    stands = fresh(dropped.id)
    assert stands.state is LetterState.FAILED
    assert stands.error == f"{mail.UNSURE}, twice"

    server.drop = 0
    mail.resend(stands)
    db_session.commit()
    assert mail.send_due(settings) == 1
    assert fresh(dropped.id).state is LetterState.SENT


def test_a_reader_who_does_not_exist_stops_nobody_else(db_session, settings, server) -> None:
    wrong, right = letter(address="nobody@example.org"), letter(address="boris@example.org")
    server.refused = frozenset({"nobody@example.org"})

    assert mail.send_due(settings) == 2

    assert fresh(wrong.id).state is LetterState.FAILED
    assert "550" in fresh(wrong.id).error
    assert fresh(right.id).state is LetterState.SENT


def test_after_twelve_tries_it_stays_visible_as_failed(db_session, settings, server) -> None:
    stubborn = letter()
    server.defer = 1000

    turn_for(settings, timedelta(days=4), timedelta(minutes=30))

    stands = fresh(stubborn.id)
    assert (stands.state, stands.tries) == (LetterState.FAILED, 12)
    assert "450" in stands.error


@pytest.mark.both_databases
def test_many_workers_send_no_letter_twice(ledger, db_session, settings, server: Server) -> None:
    for n in range(30):
        db_session.add(unsaved(address=f"reader{n}@example.org"))
    db_session.commit()
    troubles = []

    def work() -> None:
        try:
            with ledger.app_context():
                while mail.send_due(settings, limit=3):
                    pass
        except Exception as error:
            troubles.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)

    assert troubles == []
    readers = [each["To"] for each in server.took]
    assert sorted(readers) == sorted(f"reader{n}@example.org" for n in range(30))


@pytest.mark.both_databases
def test_a_worker_that_died_is_replaced_when_its_lease_is_over(db_session, settings, server):
    left = letter(tries=1, leased_until=NOON + timedelta(minutes=10))

    assert mail.send_due(settings) == 0
    with clock.standing_at(NOON + timedelta(minutes=11)):
        assert mail.send_due(settings) == 1
    assert fresh(left.id).tries == 2


def test_a_worker_that_wakes_up_late_changes_nothing(db_session, settings, server) -> None:
    slow = letter()
    (held,) = mail._claim(1)
    with clock.standing_at(NOON + timedelta(minutes=11)):
        assert mail.send_due(settings) == 1

    mail._settle(held, state=LetterState.FAILED, error="too late")

    assert fresh(slow.id).state is LetterState.SENT


def test_an_idle_worker_takes_no_write_lock(db_session, settings: Config) -> None:
    with db.engine.connect() as writer:
        writer.execute(sa.text("DELETE FROM letters WHERE id = -1"))
        began = time.monotonic()
        assert mail.send_due(settings) == 0
        assert time.monotonic() - began < 5
        writer.rollback()


def test_without_a_mail_server_letters_wait(db_session, config: Config) -> None:
    waiting = letter()

    assert mail.send_due(replace(config, smtp_host="")) == 0

    assert (fresh(waiting.id).state, fresh(waiting.id).tries) == (LetterState.QUEUED, 0)


def test_in_a_demo_season_the_demo_mailbox_has_them(db_session, config: Config) -> None:
    shown = letter()

    assert mail.send_due(replace(config, smtp_host="", demo=True)) == 1

    stands = fresh(shown.id)
    assert (stands.state, stands.error) == (LetterState.SENT, mail.KEPT_HERE)


@pytest.mark.parametrize(
    "address",
    ["anna@example.org\r\nBcc: all@example.org", "anna", "@example.org", "a b@example.org", "",
     "anna@example.org, all@example.org", "<anna@example.org>"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(address, db_session, settings, server) -> None:
    wrong = letter(address=address)

    assert mail.send_due(settings) == 1

    assert fresh(wrong.id).state is LetterState.FAILED
    assert server.took == []


def test_an_address_in_a_cyrillic_domain(db_session, settings, server: Server) -> None:
    letter(address="anna@школа.рф")

    assert mail.send_due(settings) == 1

    assert server.took[0]["To"] == "anna@xn--80atdl2c.xn--p1ai"


def test_a_typed_text_cannot_forge_a_header_or_pose_as_a_link(settings: Config) -> None:
    typed = {
        "title": "Игра\r\nBcc: all@example.org\nhttps://evil.example/\u202egpj",
        "person_name": "Анна, зайдите на evil.example",
    }
    forged = unsaved(facts=typed)

    message = compose(forged, settings)

    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    body = message.get_content()
    assert "https://evil" not in body
    assert "evil.example" not in body
    assert "\u202e" not in body
    assert [line for line in body.splitlines() if line.startswith("Bcc")] == []
    assert "https://nok.example.org/submissions/2023-0007" in body


def test_a_link_always_leads_to_this_site(settings: Config) -> None:
    led = render(unsaved(facts={"path": "//evil.example/x"}), settings)
    away = render(unsaved(facts={"path": "https://evil.example/x"}), settings)

    assert "https://nok.example.org//evil.example/x" in led.body
    assert "evil.example" not in away.body


def test_a_letter_that_cannot_be_worded_stops_nobody_else(db_session, settings, server) -> None:
    broken, good = letter(facts={"due": "yesterday"}), letter()

    assert mail.send_due(settings) == 2

    assert fresh(broken.id).state is LetterState.QUEUED
    assert "ValueError" in fresh(broken.id).error
    assert fresh(good.id).state is LetterState.SENT


def test_there_is_a_template_for_every_kind() -> None:
    assert set(KINDS) == {*LETTERS, *OTHERS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_letter_reads_well(kind: str, language: str, settings: Config) -> None:
    words = render(unsaved(kind, language=language), settings)

    assert words.subject
    assert "\n" not in words.subject
    assert "None" not in words.body
    assert "\n\n\n" not in words.body
    assert "https://nok.example.org/submissions/2023-0007\n" in words.body
    assert ("Здравствуйте, Анна Иванова!" in words.body) is (language == "ru")
    if kind not in ("invitation", "password_reset"):
        assert "Робототехника" in words.subject
        assert "2023-0007" in words.body


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_gets_on_without_facts_that_are_unknown(kind: str, settings: Config) -> None:
    bare = Letter(
        kind=kind, language="ru", address="anna@example.org", message_id="<1@znachok>",
        queued_at=NOON, facts={"title": "Робототехника", "number": "2023-0007", "path": "/x"},
    )  # fmt: skip

    words = render(bare, settings)

    assert "Здравствуйте!" in words.body
    assert "None" not in words.body
    assert "https://nok.example.org/x\n" in words.body


def test_days_are_told_in_the_zone_of_the_region(settings: Config) -> None:
    evening = {"due": "2023-06-20T14:59:59+00:00"}  # 23:59:59 in Yakutsk

    assert "20 июня 2023" in render(unsaved(facts=evening), settings).body
    elsewhere = replace(settings, zone="Pacific/Kiritimati")
    assert "21 июня 2023" in render(unsaved(facts=evening), elsewhere).body


def test_points_have_the_sign_of_the_language(settings: Config) -> None:
    assert "29,5" in render(unsaved("verdict_failed"), settings).body
    assert "29.5" in render(unsaved("verdict_failed", language="en"), settings).body


def test_a_language_nobody_knows_becomes_russian(settings: Config) -> None:
    assert render(unsaved(language="xx"), settings).subject.startswith("Возвращена")


def test_a_letter_to_an_expert_names_nobody_but_the_reader(settings: Config) -> None:
    facts = {"organisation": "Дом творчества", "author": "Пётр Петров", "reason": "Пётр Петров"}
    body = render(unsaved("expert_invited", facts=facts), settings).body

    assert "Петров" not in body
    assert "Дом творчества" not in body
