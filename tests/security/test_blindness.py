"""A hidden name is hidden behind every door: page, file, picture, header, letter, list, search.

Experts meet neither authors nor organisations; authors and desks meet no expert's name.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from tests.security import matrix, world
from tests.security.crawl import crawl
from tests.security.test_access_matrix import address
from tests.security.world import House

#: Who must not meet which names anywhere, with the pages they begin at.
HIDDEN = {
    "seated": (*world.AUTHORS, *world.PLACES, *world.IN_FILE),
    "unseated": (*world.AUTHORS, *world.PLACES, *world.IN_FILE),
    "teacher": (*world.EXPERTS, "Чужакова", "Сестрина"),
    "internal": world.EXPERTS,
    "moc": world.EXPERTS,
}
STARTS = {
    "seated": ["/scoring/", "/accounts/me"],
    "unseated": ["/scoring/", "/accounts/me"],
    "teacher": ["/programmes/"],
    "internal": ["/moderation/", "/moderation/all"],
    "moc": ["/moderation/", "/moderation/all", "/reports/", "/reports/results.csv",
            "/reports/results.xlsx", "/reports/results.csv?names=1"],
}  # fmt: skip
#: The expert's own name and workplace are on the expert's own account page.
PUBLIC = ("/registry",)


def texts(answer: Any) -> str:
    """Everything an answer says: headers, page, parts of an archive, text of a PDF."""
    body = answer.get_data()
    said = [f"{name}: {value}" for name, value in answer.headers if name != "Set-Cookie"]
    if body.startswith(b"%PDF"):
        said += [_read_by(tool, body) for tool in ("pdftotext", "pdfinfo")]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            for name in parts.namelist():
                said += [name, parts.read(name).decode("utf-8", "replace")]
    said += [body.decode("utf-8", "replace"), body.decode("cp1251", "replace")]
    return "\n".join(said)


def _read_by(tool: str, body: bytes) -> str:
    command = [tool, "-", "-"] if tool == "pdftotext" else [tool, "-"]
    done = subprocess.run(command, input=body, capture_output=True, check=True)
    return done.stdout.decode()


def doors(house: House, who: str) -> list[str]:
    """Addresses of everything about every submission, linked or not."""
    found = []
    for card in house.world.cards.values():
        values = matrix.arguments(card, "expert")
        found += [address(house, endpoint, **values) for endpoint in matrix.PAGES]
        for part in ("document?version=", "files/"):
            found += [f"/submissions/{card.number}/{part}{version}" for version in (1, 2)]
    return found


def leaks(house: House, who: str) -> list[str]:
    own = {"teacher": "own"}.get(who)
    wrong = []
    answers = crawl(house, who, STARTS[who])
    client = house.client(who)
    answers.update(
        (url, client.get(url, buffered=True)) for url in doors(house, who) if url not in answers
    )
    opened = 0
    for url, answer in answers.items():
        public = url.startswith(PUBLIC)  # what a stranger reads there is no secret
        if answer.status_code != 200 or public:
            continue
        opened += 1
        said = texts(answer)
        hits = [name for name in HIDDEN[who] if name in said]
        if url == "/accounts/me":
            hits = [name for name in hits if name in world.AUTHORS]
        if hits:
            wrong.append(f"{who} {url}: {hits}")
    assert opened > (1 if who == "unseated" else 8), (who, opened, own)
    return wrong


@pytest.mark.parametrize("who", HIDDEN)
def test_no_door_tells_a_hidden_name(house: House, who: str) -> None:
    assert leaks(house, who) == []


def test_the_probe_finds_a_name_that_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the original in place of the cleaned copy the same probe finds the planted names."""
    from workflows.access import Permission, may

    def open_door(actor: Any, permission: Permission, facts: Any = None) -> bool:
        return permission is Permission.DOWNLOAD_ORIGINAL or may(actor, permission, facts)

    monkeypatch.setattr("review.web.may", open_door)
    found = leaks(house, "seated")
    assert any("Corea" in one for one in found)
    assert any("/files/" in one for one in found)


def test_a_copy_for_experts_has_a_neutral_name_and_no_tag(house: House) -> None:
    card = house.world.cards["own", "R"]
    answer = house.client("seated").get(f"/submissions/{card.number}/files/1", buffered=True)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={card.number}-v1.docx"
    assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers
    original = house.client("teacher").get(f"/submissions/{card.number}/files/1", buffered=True)
    assert answer.get_data() != original.get_data()


@pytest.mark.parametrize("who", ["internal", "moc", "rmc"])
@pytest.mark.parametrize("word", ["Экспертов", "Берёзкина", "expert1", "seated", "Corea"])
def test_lists_are_not_searched_by_people(house: House, who: str, word: str) -> None:
    """Neither the rows nor the counts of any view tell that a name was met."""
    client = house.client(who)
    asked, nonsense = (
        client.get(f"/moderation/all?q={text}").text.replace(text, "·") for text in (word, "Ъъъъъ")
    )
    assert not any(card.number in asked for card in house.world.cards.values())
    plain = matrix_noise(asked), matrix_noise(nonsense)
    assert plain[0] == plain[1]


def matrix_noise(page: str) -> str:
    from urllib.parse import quote

    from tests.security.test_access_matrix import NOISE

    for word in ("Экспертов", "Берёзкина", "expert1", "seated", "Corea", "Ъъъъъ"):
        page = page.replace(quote(word), "·")
    return NOISE.sub("·", page)


@pytest.mark.parametrize(
    "key", ["score", "total", "points", "expert", "author", "person_id", "due; DROP"]
)
def test_an_unknown_order_is_the_usual_order(house: House, key: str) -> None:
    client = house.client("moc")
    usual, asked = (client.get(f"/moderation/all?sort={one}").text for one in ("due", key))
    assert _numbers(usual) == _numbers(asked)


def _numbers(page: str) -> list[str]:
    import re

    return re.findall(r"/submissions/(\d{4}-\d{5})\b", page)


def test_experts_have_no_lists_to_search(house: House) -> None:
    client = house.client("seated")
    for url in ("/moderation/all?q=x", "/moderation/", "/reports/", "/office/people?q=x",
                "/scoring/panels"):  # fmt: skip
        assert client.get(url).status_code == 404
    card = house.world.cards["own", "R"]
    found = client.get("/scoring/?q=Берёзкина&author=Берёзкина&organisation=1").text
    assert (card.number in found) == (card.number in client.get("/scoring/").text)


def test_letters_to_experts_name_no_author_and_letters_to_authors_no_expert(house: House) -> None:
    from review.database import db
    from review.letters import compose
    from review.models.outbox import Letter

    experts = {house.world.people[who] for who in ("seated", "second", "away1", "away2")}
    authors = {house.world.people[who] for who in ("teacher", "colleague", "stranger")}
    card = house.world.cards["own", "R"]
    reason = {"reason": "Знакома с автором."}
    assert (
        house.post("seated", f"/submissions/{card.number}/remarks", {"text": "x"}).status_code < 500
    )
    handed = house.post("seated", f"/scoring/{card.number}/hand-in", reason)
    assert handed.status_code == 303
    with house.app.app_context():
        letters = db.session.scalars(sa.select(Letter)).all()
        kinds = {"experts": 0, "authors": 0}
        for letter in letters:
            said = compose(letter, house.app.config["ZNACHOK"])
            text = f"{said.items()} {said.get_content()} {letter.facts}"
            if letter.person_id in experts:
                kinds["experts"] += 1
                assert not [name for name in (*world.AUTHORS, *world.PLACES) if name in text]
            if letter.person_id in authors:
                kinds["authors"] += 1
                assert "Игоревич" not in text
    assert all(kinds.values()), kinds


def test_strangers_meet_no_persons_name(house: House) -> None:
    """The registry tells programme and organisation, never a person."""
    badge = house.world.cards["own", "B"].badge
    answers = crawl(
        house, "anonymous", ["/", "/registry/", "/registry/check", f"/registry/{badge}"]
    )
    assert f"/registry/{badge}" in answers
    for url, answer in answers.items():
        said = texts(answer)
        names = (*world.AUTHORS, *world.EXPERTS, "Региональная", "Муниципальная", *world.IN_FILE)
        assert not [name for name in names if name in said], url
