"""The doctor finds each planted fault, says what to do, and finds nothing in a sound season."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from review.config import Config
from review.database import db
from review.documents.storage import Store
from review.models.programmes import StoredFile
from review.upkeep import doctor, machine
from review.upkeep.checks import CHECKS, Check, run
from tests import season

#: For each check of the data, SQL that makes its promise untrue; `:one` holds a badge.
PLANTED = {
    "chain": "UPDATE events SET reason = 'rewritten' WHERE id = 10",
    "fold": "UPDATE submissions SET state = 'withdrawn' WHERE id = :one",
    "holder": "UPDATE submissions SET holder = 'moc' WHERE state = 'in_review'",
    "rounds": "UPDATE submissions SET round = 3 WHERE id = :one",
    "revisions": "UPDATE revisions SET number = 7 WHERE id = 3",
    "sent": "UPDATE revisions SET submitted_at = NULL WHERE submission_id = :one",
    "seats": "UPDATE seats SET is_third = 1 WHERE submission_id = 1",
    "judges": "UPDATE people SET home_organisation_id = (SELECT organisation_id FROM submissions"
    " WHERE id = 1) WHERE id = (SELECT person_id FROM seats WHERE submission_id = 1 LIMIT 1)",
    "sheets": "UPDATE score_sheets SET total = total + 1000 WHERE id = 5",
    "verdicts": "UPDATE verdicts SET outcome = 'failed' WHERE score = 30000",
    "one_verdict": "UPDATE verdicts SET outcome = 'failed' WHERE submission_id = :one",
    "no_badge_without_pass": "UPDATE verdicts SET outcome = 'failed' WHERE score = 30000",
    "badge_standing": "UPDATE submissions SET state = 'in_revision' WHERE id = :one",
    "released": "UPDATE remarks SET released_at = '2023-01-01 00:00:00.000000' WHERE id = 1",
    "answers": "UPDATE remarks SET released_at = NULL WHERE status = 'mended'",
    "held_back": "UPDATE remarks SET released_at = NULL WHERE id = 1",
    "remark_lives": "UPDATE remarks SET status = 'open' WHERE status = 'mended'",
    "letters": "UPDATE letters SET state = 'failed', error = 'refused' WHERE id = 1",
    "jobs": "INSERT INTO jobs (kind, key, facts, state, created_at, next_try_at, tries, error)"
    " VALUES ('x', 'x', '{}', 'failed', '2023-01-01', '2023-01-01', 8, 'broken')",
    "one_use": "INSERT INTO form_keys (key, used_at, location) VALUES ('abc', '2023-01-01', '')",
    "blocked": "UPDATE people SET blocked_at = '2023-01-01', blocked_reason = 'left' WHERE id = 1",
    "readings": "DELETE FROM readings WHERE sha256 = (SELECT sha256 FROM revisions LIMIT 1)",
    "badge_files": "UPDATE badges SET sha256 = (SELECT sha256 FROM files LIMIT 1)",
    "region": "DELETE FROM profile_versions",
    "known_files": "DELETE FROM files WHERE sha256 = (SELECT sha256 FROM revisions LIMIT 1)",
    "integrity": "UPDATE revisions SET uploaded_by_id = 999999 WHERE id = 1",
}
SIGN_IN = (
    "INSERT INTO sign_ins (token_hash, person_id, created_at, seen_at, address, agent)"
    " VALUES ('t', 1, '2023-01-01', '2023-01-01', '', '')"
)


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A copy of the season to do harm to; every test's harm is rolled back."""
    folder = season.copy_to(tmp_path_factory.mktemp("doctor") / "data")
    with season.opened(folder) as config:
        db.session.execute(sa.text(SIGN_IN))
        db.session.commit()
        yield config


@pytest.fixture
def harmed(patient: Config) -> Iterator[Config]:
    """The copy, in a transaction that is given up."""
    db.session.rollback()
    db.session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
    yield patient
    db.session.rollback()
    db.session.expunge_all()


def test_a_sound_season_is_well(patient: Config) -> None:
    findings = doctor.examine(patient)
    assert [one.check.name for one in findings if one.standing == "wrong"] == []
    assert len(findings) == len(CHECKS) >= 20


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(harmed: Config, name: str) -> None:
    assert run(CHECKS[name], harmed).count == 0
    one = "SELECT id FROM submissions WHERE state = 'badge_active' LIMIT 1"
    holder = {"one": db.session.scalar(sa.text(one))} if ":one" in PLANTED[name] else {}
    db.session.execute(sa.text(PLANTED[name]), holder)
    finding = run(CHECKS[name], harmed)
    assert finding.count > 0
    assert not finding.faults[0].startswith("the check itself"), finding.faults


def test_every_check_of_the_data_has_its_planted_fault() -> None:
    elsewhere = {"settings", "python", "sqlite", "weasyprint", "pango", "libreoffice"}
    elsewhere |= {"disk", "modes", "files", "schema"}
    assert set(CHECKS) == set(PLANTED) | elsewhere


def test_a_changed_and_a_missing_file_are_found(harmed: Config) -> None:
    store, keys = Store(harmed.files), db.session.scalars(sa.select(StoredFile.sha256)).all()
    one, other = store.path(keys[0]), store.path(keys[1])
    held, kept = one.read_bytes(), other.read_bytes()
    try:
        one.write_bytes(b"x" + held[1:])
        other.unlink()
        faults = run(CHECKS["files"], harmed).faults
    finally:
        one.write_bytes(held)
        other.write_bytes(kept)
    assert set(faults) == {f"{keys[0]} is not what was uploaded", f"{keys[1]} is missing"}


def test_settings_that_would_hurt_are_named(patient: Config) -> None:
    bad = replace(patient, base_url="znachok.example", secret_key="short", upload_max_bytes=10)
    assert run(CHECKS["settings"], bad).count == 3
    assert run(CHECKS["settings"], replace(patient, development=True)).count == 1


def test_a_full_disk_and_an_open_key_are_named(
    patient: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1_000_000))
    assert run(CHECKS["disk"], patient).count == 1
    key = patient.data / "secret.key"
    key.chmod(0o644)
    assert run(CHECKS["modes"], patient).count == 1
    key.chmod(0o600)


def test_old_versions_are_named(patient: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "SAFE_WAL", (99, 0, 0))
    monkeypatch.setattr(machine, "PRINTER", 99)
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (99, 0))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    standing = {
        name: run(CHECKS[name], patient).standing
        for name in ("sqlite", "weasyprint", "python", "libreoffice")
    }
    assert standing == {
        "sqlite": "warning",
        "weasyprint": "wrong",
        "python": "wrong",
        "libreoffice": "warning",
    }


def test_a_check_that_breaks_down_is_a_finding(patient: Config) -> None:
    def broken(_config: Config) -> list[str]:
        raise RuntimeError("no such thing")

    finding = run(Check("broken", "it works", "mend it", broken), patient)
    assert finding.standing == "wrong"
    assert "no such thing" in finding.faults[0]


def test_a_strange_schema_keeps_the_doctor_from_asking_further(
    ledger: object, config: Config
) -> None:
    from review.upkeep import ground

    with ground.ground(config):
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
        findings = doctor.examine(config)
    assert [one.check.name for one in findings] == list(doctor.GROUND)
    assert not doctor.is_well(findings)
    assert "znachok migrate" in doctor.as_table(findings)


def test_findings_read_well_for_people_and_for_programs(harmed: Config) -> None:
    db.session.execute(sa.text("UPDATE letters SET state = 'failed', error = 'refused'"))
    findings = [run(CHECKS[name], harmed) for name in ("letters", "jobs")]
    table = doctor.as_table(findings)
    assert "letter 1: refused" in table
    assert "What to do: look at the mail settings" in table
    assert "and 1" in table  # the rest of 1,503 letters is counted, not listed
    assert "1 of 2 checks found something wrong." in table
    told = json.loads(doctor.as_json(findings))
    assert told["well"] is False
    assert [one["standing"] for one in told["checks"]] == ["wrong", "well"]


def test_rebuilding_brings_every_state_back_from_its_events(harmed: Config) -> None:
    from review.upkeep import projections

    assert projections.verify() == []
    db.session.execute(sa.text("UPDATE submissions SET state = 'draft', round = 1, holder = NULL"))
    db.session.expire_all()
    assert len(projections.rebuild()) > 90
    assert projections.verify() == []
    assert run(CHECKS["holder"], harmed).count == 0
