"""The declared matrix: who may what. Written by hand from docs/domain, section 2, not from code.

A relation is what a person is to an object. States are letters (see `world.STATES`). A page or a
step that is not granted here is answered like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.security.world import NO_ID, Card

Grants = Mapping[str, str]
SUBMITTED = "IMCARVB"
ALL = "D" + SUBMITTED
STAFF: Grants = {"internal": SUBMITTED, "moc": SUBMITTED, "rmc": SUBMITTED}
READERS: Grants = {"author": ALL, **STAFF}
#: An expert has a chair from the moment the panel is seated.
SEATED: Grants = {"seated": "RVB"}
SEE: Grants = {**READERS, **SEATED}

#: Relations of people to an object by whose it is; whoever is not named is a stranger to it.
RELATIONS: Mapping[str, Mapping[str, str]] = {
    "own": {
        "teacher": "author", "colleague": "fellow", "internal": "internal", "moc": "moc",
        "rmc": "rmc", "seated": "seated",
    },
    "sibling": {
        "teacher": "fellow", "colleague": "author", "internal": "internal", "moc": "moc",
        "rmc": "rmc", "seated": "seated",
    },
    "foreign": {
        "stranger": "author", "internal_elsewhere": "internal", "moc_elsewhere": "moc",
        "rmc": "rmc",
    },
}  # fmt: skip


def relation(who: str, owner: str) -> str:
    """What a person is to an object of `owner`."""
    return RELATIONS[owner].get(who, "nobody")


#: Pages about one submission: endpoint -> relation -> states in which it opens.
PAGES: Mapping[str, Grants] = {
    "submissions.page": SEE,
    "submissions.document": {**READERS, **SEATED, "author": ALL},
    "submissions.annotations_file": {**READERS, **SEATED, "author": ALL},
    "submissions.changes": SEE,
    "submissions.findings": READERS,
    "submissions.remarks": SEE,
    "submissions.place": {},
    "submissions.history": READERS,
    "submissions.compare": STAFF,
    "submissions.rounds": SEE,
    "submissions.letters": {"rmc": SUBMITTED},
    "submissions.file": SEE,
    "submissions.image": SEE,
    "submissions.conclusion": {
        "author": "VB", "moc": "VB", "rmc": "VB", "seated": "VB",
    },
    # A passed programme of this world got no remarks, so there is nothing to give back.
    "submissions.annotated": {"author": "V", "internal": "V", "moc": "V", "rmc": "V"},
    "talks.index": {"author": SUBMITTED, **STAFF},
    "talks.show": {"author": SUBMITTED, **STAFF},
    "talks.file": {"author": SUBMITTED, **STAFF},
    "moderation.remark_of_message": {"internal": "I", "moc": "M", "rmc": "C"},
    "scoring.bench": SEATED,
    "scoring.ask_decline": SEATED,
    "scoring.packet": {"seated": "R"},
    "scoring.ask_packet": SEATED,
    "scoring.panel": {"rmc": "AR"},
    "programmes.show": {"author": ALL},
    "programmes.passport": {"author": ALL},
    "programmes.edit": {"author": ALL},
    "programmes.ask_withdraw": {"author": "DIMCV"},
    "registry.ask_revoke": {"rmc": "B"},
    "moderation.edit_remark": {"internal": "I", "seated": "R"},
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A POST about one submission, with a body that takes effect for whoever may.

    `acts` tells who, and in which states; `told` who, seeing the thing, may be told that it does
    not go (409 or 422) instead of "no such page". Nobody else learns that there is anything.
    """

    endpoint: str
    acts: Grants
    body: Mapping[str, Any]
    told: Grants = field(default_factory=lambda: SEE)


def decide(action: str, acts: Grants, reason: str = "Есть причина.") -> Step:
    return Step("moderation.decide", acts, {"action": action, "reason": reason})


MARK = {"points": "1", "remark": "Нет тем."}
REMARK = {"text": "Нет плана.", "level": "must"}
#: Experts take no part in talks, and drafts have none.
TALKERS: Grants = {"author": SUBMITTED, **STAFF}
STEPS: tuple[Step, ...] = (
    decide("pass_on", {"internal": "I", "moc": "M"}),
    decide("send_back", {"internal": "I", "moc": "M"}),
    decide("admit", {"rmc": "C"}),
    decide("refuse", {"rmc": "C"}),
    decide("recall", {"rmc": "A"}),
    decide("archive", {}),
    decide("reopen", {}),
    *(
        decide(one, {})
        for one in ("submit", "resubmit", "assign", "pass_review", "issue", "revoke")
    ),
    Step("programmes.submit", {"author": "D"}, {"action": "submit"}),
    Step("programmes.submit", {}, {"action": "resubmit"}),
    Step("programmes.withdraw", {"author": "DIMCV"}, {"reason": "Передумали."}),
    Step("programmes.change", {"author": "DV"}, {"title": "Другое название"}, {"author": ALL}),
    Step("programmes.open_season", {"author": ALL}, {}, {"author": ALL}),
    Step("programmes.take", {"author": "DV"}, {"field": "hours"}, {"author": ALL}),
    Step("programmes.examine", {"author": ALL}, {}, {"author": ALL}),
    Step("programmes.dispute", {"author": "DV"}, {"text": "Это не ошибка."}),
    Step(
        "moderation.decide_finding",
        dict.fromkeys(STAFF, "IMCV"),
        {"action": "waive", "reason": "Автор прав."},
    ),
    Step("programmes.upload", {}, {}, {"author": ALL}),
    Step("programmes.answer", {"author": "V"}, {"status": "mended", "remark": "expert"}),
    Step("moderation.add_remark", {"internal": "I", "moc": "M", "rmc": "C", "seated": "R"}, REMARK),
    Step("moderation.change_remark", {"internal": "I"}, {**REMARK, "remark": "internal"}),
    Step("moderation.change_remark", {"seated": "R"}, {**REMARK, "remark": "expert"}),
    Step("moderation.withdraw_remark", {"internal": "I"}, {"remark": "internal"}),
    Step("moderation.withdraw_remark", {"seated": "R"}, {"remark": "expert"}),
    Step("moderation.keep_wording", STAFF, {"remark": "internal"}),
    Step("moderation.settle_remark", {}, {"verified": "1", "remark": "expert"}),
    Step("submissions.decide_place", {}, {"decision": "drop", "remark": "internal"}),
    Step("moderation.turn_message", {"internal": "I", "moc": "M", "rmc": "C"}, REMARK),
    Step("talks.begin", TALKERS, {"subject": "Титул", "text": "Где год?"}),
    Step("talks.say", TALKERS, {"text": "На обороте."}),
    Step("talks.mark_read", TALKERS, {"message_id": "message"}),
    Step("talks.take_back", {"author": SUBMITTED}, {}),
    Step("scoring.start", {"seated": "R"}, {}),
    Step("scoring.save_mark", {"seated": "R"}, MARK),
    Step("scoring.save_summary", {"seated": "R"}, {"summary": "Хорошо."}),
    Step("scoring.bring_packet", {}, {}),
    Step("scoring.hand_in", {"seated": "R"}, {}),
    Step("scoring.decline", {"seated": "R"}, {"reason": "Знаю автора."}, SEATED),
    Step("scoring.assign", {"rmc": "A"}, {"experts": ["seated", "second"]}),
    Step("scoring.fill", {}, {"expert": "unseated"}),
    Step(
        "scoring.replace",
        {"rmc": "R"},
        {"leaving": "last", "expert": "newcomer", "reason": "Болеет."},
    ),
    Step("registry.revoke", {"rmc": "B"}, {"reason": "Ошибка в объёме."}),
)

#: Pages and steps without an object: endpoint -> hats. `everyone` includes strangers.
TEACHERS = frozenset({"teacher", "colleague", "stranger"})
DESKS = frozenset({"internal", "internal_elsewhere", "moc", "moc_elsewhere", "rmc"})
REPORTERS = frozenset({"moc", "moc_elsewhere", "rmc"})
EXPERTS = frozenset({"seated", "unseated"})
OFFICE = frozenset({"administrator"})
HATS = TEACHERS | DESKS | EXPERTS | OFFICE
ACCOUNTS = HATS | {"hatless"}
EVERYONE = ACCOUNTS | {"blocked", "anonymous"}
NOBODY: frozenset[str] = frozenset()

ROOMS: Mapping[str, frozenset[str]] = {
    "accounts.home": EVERYONE,
    "accounts.sign_in": EVERYONE,
    "accounts.reset": EVERYONE,
    "accounts.account": ACCOUNTS,
    "programmes.desk": TEACHERS,
    "programmes.new": TEACHERS,
    "moderation.desk": DESKS,
    "moderation.tracking": DESKS,
    "moderation.dispute_list": DESKS,
    "moderation.bank_page": DESKS | EXPERTS,
    "moderation.bank_list": DESKS | EXPERTS,
    "moderation.edit_wording": frozenset({"rmc"}),
    "scoring.desk": EXPERTS,
    "scoring.panel_list": frozenset({"rmc"}),
    "reports.index": REPORTERS,
    "reports.export": REPORTERS,
    "public_check.ask": EVERYONE,
    "registry.index": EVERYONE,
    "registry.check": EVERYONE,
    "registry.badge": EVERYONE,
    "registry.qr": EVERYONE,
    "registry.certificate": EVERYONE,
    "office.mailbox": NOBODY,
    "office.letter": NOBODY,
    "office.people": OFFICE,
    "office.new_person": OFFICE,
    "office.person": OFFICE,
    "office.places": OFFICE,
    "office.new_organisation": OFFICE,
    "office.organisation": OFFICE,
    "office.municipalities": OFFICE,
    "office.municipality": OFFICE,
    "office.profile": OFFICE,
    "rubrics.index": OFFICE,
    "rubrics.draft": OFFICE,
    "rubrics.source": OFFICE,
    "rubrics.preview": OFFICE,
    "rubrics.trial": OFFICE,
    "rubrics.ask_what_if": OFFICE,
    "office.rubric": OFFICE,
    "office.track": OFFICE,
    "office.source": OFFICE,
    "office.seasons": OFFICE,
    "office.new_season": OFFICE,
    "office.season": OFFICE,
    "office.journal": OFFICE,
}

#: POSTs without a submission: endpoint -> who, and a body that takes effect.
DEEDS: Mapping[str, tuple[frozenset[str], Mapping[str, Any]]] = {
    "accounts.look": (EVERYONE, {"language": "en"}),
    "accounts.change_account": (ACCOUNTS, {"name": "Новое Имя", "language": "ru"}),
    "accounts.change_password": (
        ACCOUNTS,
        {"old_password": "four plain words here", "password": "another long phrase"},
    ),
    "accounts.end_sessions": (ACCOUNTS, {}),
    "accounts.change_hat": (NOBODY, {"grant_id": str(NO_ID)}),
    "accounts.sign_out": (ACCOUNTS, {}),
    "accounts.ask_reset": (EVERYONE, {"email": "nobody@znachok.example"}),
    "programmes.create": (TEACHERS, {"title": "Новая программа"}),
    "moderation.add_wording": (DESKS | EXPERTS, {"text": "Нет плана.", "level": "must"}),
    "moderation.change_wording": (frozenset({"rmc"}), {"text": "Нет года.", "level": "must"}),
    "moderation.retire_wording": (frozenset({"rmc"}), {"back": "0"}),
    "moderation.use_wording": (DESKS | EXPERTS, {}),
    "public_check.examine": (EVERYONE, {}),
    "registry.compare": (EVERYONE, {}),
    "office.add_person": (
        OFFICE,
        {"email": "new@znachok.example", "name": "Новый Человек", "role": "rmc"},
    ),
    "office.change_person": (OFFICE, {"name": "Другое Имя"}),
    "office.give_role": (OFFICE, {"role": "rmc"}),
    "office.take_role": (OFFICE, {}),
    "office.invite": (OFFICE, {}),
    "office.block_person": (OFFICE, {"reason": "Уволен."}),
    "office.unblock_person": (OFFICE, {}),
    "office.add_organisation": (OFFICE, {"short_name": "Новая", "municipality": "1"}),
    "office.change_organisation": (OFFICE, {"short_name": "Другая", "municipality": "1"}),
    "office.add_municipality": (OFFICE, {"name": "Новый округ"}),
    "office.change_municipality": (OFFICE, {"name": "Другой округ"}),
    "office.change_profile": (OFFICE, {}),
    "office.add_rubric": (OFFICE, {}),
    "office.add_track": (OFFICE, {}),
    "rubrics.begin": (OFFICE, {}),
    "rubrics.save": (OFFICE, {"title_ru": "Лист"}),
    "rubrics.drop": (OFFICE, {}),
    "office.add_season": (
        OFFICE,
        {"title": "Новый", "opens_on": "2041-01-01", "closes_on": "2041-02-01"},
    ),
    "office.change_season": (
        OFFICE,
        {"title": "Другой", "opens_on": "2020-01-01", "closes_on": "2040-02-01"},
    ),
}

#: Single-use links and the sign-in form: anybody, and tested on their own in test_sessions.py.
BY_SECRET = frozenset(
    {
        "accounts.enter", "accounts.invitation", "accounts.accept_invitation",
        "accounts.new_password", "accounts.set_new_password",
    }
)  # fmt: skip

#: What each view must declare (the attribute `access`): permissions, "public" or "signed_in".
PUBLIC = frozenset(
    {name for name, hats in ROOMS.items() if hats in (EVERYONE, NOBODY)}
    | {"accounts.look", "accounts.ask_reset", "registry.compare", "public_check.examine"}
    | BY_SECRET
)


def declared() -> frozenset[str]:
    """Every endpoint the matrix knows."""
    steps = {step.endpoint for step in STEPS}
    return frozenset(PAGES) | steps | frozenset(ROOMS) | frozenset(DEEDS) | BY_SECRET


def neighbour(card: Card) -> str:
    """The number of another submission of the same owner that has been submitted too."""
    year, number = card.number.split("-")
    return f"{year}-{int(number) + (1 if card.state == 'I' else -1):05}"


def arguments(card: Card, remark: str = "internal", image: str = "image1") -> dict[str, Any]:
    """Values for the URL of any page about a submission."""
    return {
        "number": card.number, "programme_id": card.programme_id, "revision": 1,
        "round_number": 1, "image_id": image, "criterion_id": "A1", "fmt": "docx",
        "other": neighbour(card),
        "remark_id": card.remarks.get(remark) or NO_ID,
        "finding_id": card.finding or NO_ID,
        "talk_id": card.talk.get("talk", NO_ID), "message_id": card.talk.get("message", NO_ID),
        "file_id": card.talk.get("file", NO_ID),
    }  # fmt: skip
