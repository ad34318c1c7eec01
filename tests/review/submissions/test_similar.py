"""Similar programmes: who is told, what is shown, how the index keeps up with what is sent."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from review import cli, jobs, profiles
from review.accounts import service as accounts
from review.database import db
from review.documents import similarity
from review.documents.reading.model import Block, DocumentModel, Run, to_json
from review.models.moderation import Remark, RemarkStatus
from review.models.people import Person, SignIn
from review.models.places import Organisation
from review.models.programmes import Reading
from review.models.similarity import Fingerprint, TextPrint
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.moderation import writing
from review.programmes import prints
from review.programmes import service as programmes
from review.submissions import similar
from tests.region import Someone
from tests.road import CARD, Road, statements
from workflows.roles import Actor, Role

SYLLABLES = [a + b for a in "бвгдзклмнпрст" for b in "аеиоу"]


def words(seed: int, count: int) -> str:
    rnd = random.Random(seed)
    return " ".join("".join(rnd.choices(SYLLABLES, k=3)) for _ in range(count))


TEMPLATE = words(77, 150)
COPIED = words(5, 400)


class Region(Road):
    """Programmes with texts of our own writing, in one district and in the neighbouring one."""

    def stranger(self) -> Someone:
        """A teacher of the school in the neighbouring district."""
        other = Organisation.id != self.people.organisation_id
        school = db.session.scalars(sa.select(Organisation.id).where(other)).one()
        person = accounts.create_person("away@znachok.example", "Чужакова Мария Яковлевна")
        given = accounts.grant(person, Role.TEACHER, school)
        actor = Actor(person.id, Role.TEACHER, school, given.municipality_id, given.id)
        return Someone(person.email, person.name, actor)

    def sent(self, title: str, *texts: str, teacher: Someone | None = None) -> Submission:
        """A submission sent with a text of these paragraphs."""
        actor = (teacher or self.people.teacher).actor
        programme = programmes.create_card(actor, {**CARD, "title": title})
        submission = programmes.open_submission(programme, actor)
        self.upload(submission, actor, *texts)
        programmes.submit(submission, actor)
        db.session.commit()
        return submission

    def upload(self, submission: Submission, actor: Actor, *texts: str) -> None:
        """Another file whose reading says these paragraphs."""
        revision = programmes.add_revision(submission, actor, self.file())
        blocks = tuple(
            Block(f"b{n}", "paragraph", text, runs=(Run(text),)) for n, text in enumerate(texts)
        )
        known = db.session.get_one(Reading, revision.sha256)
        sha256 = f"{revision.id:064x}"
        db.session.execute(
            sa.text("INSERT INTO files SELECT :new, size, media_type, stored_at FROM files"
                    " WHERE sha256 = :old"),
            {"new": sha256, "old": revision.sha256},
        )  # fmt: skip
        copied = {c.key: getattr(known, c.key) for c in sa.inspect(Reading).column_attrs}
        copied |= {"sha256": sha256, "model": to_json(DocumentModel("docx", blocks, words=1))}
        db.session.add(Reading(**copied))
        db.session.flush()
        revision.sha256 = sha256
        db.session.flush()


@pytest.fixture
def region(app: Flask) -> Region:
    similar.SHELF.clear()
    return Region(app)


def index() -> None:
    while jobs.run_due():
        pass


def found(submission: Submission, who: Someone) -> list[tuple[str, int, int]]:
    rows = similar.find(submission, who.actor)
    assert rows is not None
    return [(one.title, round(one.share * 100), round(one.other_share * 100)) for one in rows]


@pytest.mark.both_databases
def test_the_closest_come_with_shares_both_ways(region: Region) -> None:
    with region.app.app_context():
        whole = region.sent("Целая", COPIED)
        region.sent("С добавкой", COPIED, words(6, 400))
        region.sent("Половина", COPIED[: len(COPIED) // 2], words(8, 200))
        region.sent("Чужая", words(9, 500))
        index()
        rows = found(whole, region.people.rmc)

    assert [row[0] for row in rows] == ["С добавкой", "Половина"]
    assert rows[0][1] > 95 and 40 < rows[0][2] < 60
    assert 40 < rows[1][1] < 60 and 40 < rows[1][2] < 60


def test_at_most_five_are_shown_the_closest_first(region: Region) -> None:
    with region.app.app_context():
        one = region.sent("Образец", COPIED)
        parts = COPIED.split()
        for n in range(1, 7):
            region.sent(f"Копия {n}", " ".join(parts[: 60 * n]), words(100 + n, 400 - 60 * n))
        index()
        rows = found(one, region.people.rmc)

    assert [row[0] for row in rows] == [f"Копия {n}" for n in (6, 5, 4, 3, 2)]
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)


def test_a_programme_is_not_similar_to_its_own_versions(region: Region) -> None:
    who = region.people
    with region.app.app_context():
        one = region.sent("Своя", COPIED)
        index()
        writing.add_remark(one, who.internal.actor, "Поправьте.")
        moderation.decide(one, who.internal.actor, "send_back", reason="Поправьте.")
        region.upload(one, who.teacher.actor, COPIED, words(3, 50))
        db.session.commit()
        assert prints.list_missing() == []  # not sent yet
        _answer(one, who.teacher.actor)
        programmes.resubmit(one, who.teacher.actor)
        db.session.commit()
        index()

        assert found(one, who.rmc) == []
        row = db.session.scalars(sa.select(TextPrint)).one()
        revision = programmes.find_last_revision(one.id)
        assert revision is not None and row.revision_id == revision.id
        stored = set(db.session.scalars(sa.select(Fingerprint.hash)))
        assert stored == similarity.unpack(row.hashes)


def _answer(submission: Submission, actor: Actor) -> None:
    for remark in db.session.scalars(sa.select(Remark).filter_by(submission_id=submission.id)):
        programmes.answer_remark(remark, actor, RemarkStatus.MENDED, "Исправлено.", None)


@pytest.mark.both_databases
def test_phrases_that_many_programmes_have_do_not_count(region: Region) -> None:
    with region.app.app_context():
        few = [region.sent(f"Немногие {n}", TEMPLATE, words(n, 150)) for n in range(6)]
        index()
        assert len(found(few[0], region.people.rmc)) == 5
        region.sent("Седьмая", TEMPLATE, words(7, 150))
        index()

        assert found(few[0], region.people.rmc) == []
        compared = similar.compare(
            few[0], few[1], region.people.rmc.actor, similar.facts_of(few[0])
        )
        assert compared is not None
        assert (compared.share, compared.pairs) == (0, ())


def test_the_region_sets_from_which_share_on_a_phrase_is_a_templates(app: Flask) -> None:
    region = Region(app, profiles.Figures(template_percent=100.0))
    with app.app_context():
        all_of_them = [region.sent(f"Наши {n}", TEMPLATE, words(n, 150)) for n in range(8)]
        index()

        assert len(found(all_of_them[0], region.people.rmc)) == 5


def test_what_was_sent_before_there_was_an_index_is_indexed_once(region: Region) -> None:
    with region.app.app_context():
        one = region.sent("Давняя", COPIED)
        region.sent("Копия", COPIED)
        db.session.execute(sa.text("DELETE FROM jobs"))
        db.session.commit()
        assert similar.find(one, region.people.rmc.actor) is None
        assert len(prints.list_missing()) == 2
        assert len(prints.list_missing(1)) == 1
        for _again in range(2):
            prints.plan_missing({})
            db.session.commit()
            index()
        assert prints.list_missing() == []
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TextPrint)) == 2
        assert [row[0] for row in found(one, region.people.rmc)] == ["Копия"]


def test_the_verb_indexes_the_rest_and_does_nothing_the_second_time(
    region: Region, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with region.app.app_context():
        region.sent("Первая", COPIED)
        region.sent("Вторая", words(4, 200))
    monkeypatch.setenv("ZNACHOK_DATA", str(data))
    runner = CliRunner()
    first = runner.invoke(cli.main, ["similar", "index"])
    second = runner.invoke(cli.main, ["similar", "index"])

    assert first.output == "2 programmes indexed.\n"
    assert second.output == "Every programme is indexed.\n"


def _two_districts(region: Region) -> dict[str, str]:
    with region.app.app_context():
        mine = region.sent("Моя", COPIED)
        twin = region.sent("Соседняя по этажу", COPIED, words(1, 40))
        away = region.sent("Из другого округа", COPIED, words(2, 40), teacher=region.stranger())
        draft = region.draft("Черновик")
        index()
        return {"mine": mine.number, "twin": twin.number, "away": away.number,
                "draft": draft.number}  # fmt: skip


def test_moderators_see_only_what_their_hat_may_see(region: Region) -> None:
    numbers = _two_districts(region)
    who = region.people
    for desk, sees in ((who.internal, {"twin"}), (who.moc, {"twin"}), (who.rmc, {"twin", "away"})):
        browser = region.browser(desk)
        page = browser.get(f"/submissions/{numbers['mine']}").text
        assert "Похожие программы" in page
        told = {name for name in ("twin", "away") if numbers[name] in page}
        assert told == sees
        assert ("Из другого округа" in page) == ("away" in sees)
        assert ("Ивановская СОШ" in page) == ("away" in sees)
        for name in ("twin", "away", "draft"):
            answer = browser.get(f"/submissions/{numbers['mine']}/similar/{numbers[name]}")
            assert answer.status_code == (200 if name in sees else 404), (desk.name, name)


def test_what_is_hidden_is_answered_like_what_is_missing(region: Region) -> None:
    numbers = _two_districts(region)
    browser = region.browser(region.people.moc)
    base = f"/submissions/{numbers['mine']}/similar"
    hidden, missing = browser.get(f"{base}/{numbers['away']}"), browser.get(f"{base}/2031-99999")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _without_ids(hidden.text) == _without_ids(missing.text)
    assert browser.get(f"{base}/{numbers['mine']}").status_code == 404


def _without_ids(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{16}\b|\d{4}-\d{5}|value=\"[^\"]*\"|%D0%97[^\"&]*", "·", text)


def test_authors_experts_and_administrators_are_told_nothing(region: Region) -> None:
    numbers = _two_districts(region)
    who = region.people
    with region.app.app_context():
        submission = db.session.scalars(
            sa.select(Submission).filter_by(number=numbers["mine"])
        ).one()
        for actor, action in ((who.internal, "pass_on"), (who.moc, "pass_on"), (who.rmc, "admit")):
            moderation.decide(submission, actor.actor, action)
        region.seat(submission)
        db.session.commit()
    for one in (who.teacher, who.experts[0], who.experts[2], who.administrator):
        browser = region.browser(one)
        page = browser.get(f"/submissions/{numbers['mine']}", follow_redirects=True).text
        assert "Похожие программы" not in page and numbers["away"] not in page
        for name in ("twin", "away"):
            url = f"/submissions/{numbers['mine']}/similar/{numbers[name]}"
            assert browser.get(url).status_code == 404, (one.name, name)


def test_an_author_in_a_moderators_hat_is_told_nothing(region: Region) -> None:
    numbers = _two_districts(region)
    with region.app.app_context():
        person = db.session.get_one(Person, region.people.teacher.actor.person_id)
        given = accounts.grant(person, Role.RMC)
        own = Someone(person.email, person.name, Actor(person.id, Role.RMC, grant_id=given.id))
        db.session.commit()
    browser = region.browser(own)
    _wear(region, own)
    page = browser.get(f"/submissions/{numbers['mine']}").text
    assert "Похожие программы" not in page
    url = f"/submissions/{numbers['mine']}/similar/{numbers['twin']}"
    assert browser.get(url).status_code == 404


def _wear(region: Region, who: Someone) -> None:
    with region.app.app_context():
        db.session.execute(sa.update(SignIn).values(grant_id=who.actor.grant_id))
        db.session.commit()


def test_the_passages_stand_side_by_side_with_links_to_their_places(region: Region) -> None:
    with region.app.app_context():
        mine = region.sent("Левая", words(1, 30), "Дети <b>рисуют</b> " + COPIED)
        other = region.sent("Правая", words(2, 60), words(3, 20), COPIED)
        index()
        left, right = mine.number, other.number
    browser = region.browser(region.people.rmc)
    page = browser.get(f"/submissions/{left}/similar/{right}").text

    shown = " ".join(COPIED.split()[:20])
    assert page.count(shown) == 2
    assert f"/submissions/{left}/document?version=1#b1" in page
    assert f"/submissions/{right}/document?version=1#b2" in page
    assert "400 слов" in page
    assert page.count("Отрывок до конца") == 2
    assert "<b>рисуют</b>" not in page
    assert browser.get(f"/submissions/{left}/document?version=1").status_code == 200


def test_the_page_costs_the_same_whatever_the_number_of_similar_programmes(
    region: Region,
) -> None:
    counts = []
    with region.app.app_context():
        one = region.sent("Первая", COPIED)
        region.sent("Вторая", COPIED)
        index()
        number = one.number
    browser = region.browser(region.people.rmc)
    for extra in (0, 3):
        with region.app.app_context():
            for n in range(extra):
                region.sent(f"Ещё {n}", COPIED, words(n, 30))
            index()
        browser.get(f"/submissions/{number}")
        with statements(region.app) as sent:
            assert browser.get(f"/submissions/{number}").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_before_it_is_indexed_the_card_says_so(region: Region) -> None:
    with region.app.app_context():
        number = region.sent("Только что", COPIED).number
    page: Any = region.browser(region.people.rmc).get(f"/submissions/{number}").text

    assert "Текст сравнивается с другими" in page
