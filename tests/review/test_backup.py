"""Backup and restore: whole under load, checked on the way back, never over something else."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from review import clock
from review.config import Config
from review.database import db
from review.documents.storage import Store
from review.models.journal import JournalEntry
from review.programmes.intake import remember
from review.upkeep import backup
from tests import season


def keep(config: Config, content: bytes) -> str:
    """One file kept and recorded, as an upload does it."""
    stored = Store(config.files).put(content, 1000)
    remember("text/plain", stored)
    db.session.commit()
    return stored.sha256


@contextmanager
def busy(app: Flask, done: list[str]) -> Iterator[None]:
    """People go on working in another thread; `done` holds what was acknowledged."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        with app.app_context():
            while not stop.is_set():
                number += 1
                subject = f"act {number}"
                db.session.add(JournalEntry(at=clock.now(), action="probe", subject=subject))
                db.session.commit()
                done.append(subject)
            db.session.remove()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def subjects(data: Path) -> set[str]:
    """What a restored copy knows of the acts."""
    with season.opened(data):
        return set(db.session.scalars(sa.select(JournalEntry.subject)))


def test_a_copy_made_under_load_has_all_that_was_acknowledged_before(
    ledger: Flask, config: Config, tmp_path: Path
) -> None:
    done: list[str] = []
    with ledger.app_context(), busy(ledger, done):
        key = keep(config, b"a programme")
        while len(done) < 5:
            threading.Event().wait(0.01)
        before = set(done)
        made = backup.save(config, tmp_path / "copy.tar")
    backup.restore(tmp_path / "copy.tar", tmp_path / "again")
    assert made.files == 1
    assert before <= subjects(tmp_path / "again") <= set(done)
    assert Store(tmp_path / "again" / "files").read(key) == b"a programme"


def test_a_restored_season_is_well_and_whole(tmp_path: Path) -> None:
    from review.models.submissions import Submission
    from review.upkeep import doctor

    home = season.loaded()
    backup.save(season.settings_of(home), tmp_path / "season.tar")
    made = backup.restore(tmp_path / "season.tar", tmp_path / "again")
    with season.opened(tmp_path / "again") as config:
        assert doctor.is_well(doctor.examine(config))
        assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 110
    assert made.missing == ()
    for name in ("secret.key", "demo_accounts.json", "demo_clock.json"):
        assert (tmp_path / "again" / name).read_bytes() == (home / name).read_bytes()


@pytest.fixture
def archive(db_session: scoped_session[Session], config: Config, tmp_path: Path) -> Path:
    """A small backup with one file."""
    keep(config, b"a programme")
    backup.save(config, tmp_path / "copy.tar")
    return tmp_path / "copy.tar"


def test_only_the_owner_may_read_backup_and_restored_data(archive: Path, tmp_path: Path) -> None:
    backup.restore(archive, tmp_path / "again")
    assert archive.stat().st_mode & 0o077 == 0
    assert (tmp_path / "again").stat().st_mode & 0o077 == 0
    assert (tmp_path / "again" / "znachok.sqlite3").stat().st_mode & 0o077 == 0


def test_a_backup_is_never_written_over_another(archive: Path, config: Config) -> None:
    with pytest.raises(backup.BackupError, match="exists already"):
        backup.save(config, archive)


def test_a_folder_in_use_is_never_restored_over(archive: Path, config: Config) -> None:
    before = sorted(path.name for path in config.data.iterdir())
    with pytest.raises(backup.BackupError, match="not empty"):
        backup.restore(archive, config.data)
    assert sorted(path.name for path in config.data.iterdir()) == before


def test_an_empty_folder_takes_a_backup(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert backup.restore(archive, tmp_path / "again").files == 1


def rewritten(archive: Path, change: str, content: bytes | None) -> Path:
    """The archive with one entry changed (None: left out, a new name: added)."""
    target = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for entry in old.getmembers():
            data = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name == change and content is None:
                continue
            data = content if entry.name == change and content is not None else data
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
        if change not in old.getnames() and content is not None:
            entry = tarfile.TarInfo(change)
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target


def file_in(archive: Path) -> str:
    """The name of the archive's one kept file."""
    with tarfile.open(archive) as tar:
        return next(name for name in tar.getnames() if name.startswith("files/"))


def test_a_changed_or_missing_file_stops_the_restore(archive: Path, tmp_path: Path) -> None:
    for content in (b"another programme", None):
        with pytest.raises(backup.BackupError, match="damaged"):
            backup.restore(rewritten(archive, file_in(archive), content), tmp_path / "again")
        assert not (tmp_path / "again").exists()


def test_an_entry_that_leads_out_of_the_folder_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(backup.BackupError, match="damaged"):
        backup.restore(rewritten(archive, "../escaped", b"x"), tmp_path / "again")
    assert not (tmp_path / "escaped").exists()


def test_a_cut_archive_and_one_of_a_newer_form_are_refused(archive: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with pytest.raises(backup.BackupError, match="damaged"):
        backup.restore(cut, tmp_path / "again")
    with tarfile.open(archive) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    newer = json.dumps({**manifest, "form": 2}).encode()
    with pytest.raises(backup.BackupError, match="newer"):
        backup.restore(rewritten(archive, "manifest.json", newer), tmp_path / "again")


def test_a_file_missing_in_the_data_folder_is_named_and_the_rest_is_saved(
    db_session: scoped_session[Session], config: Config, tmp_path: Path
) -> None:
    lost, kept = keep(config, b"lost"), keep(config, b"kept")
    Store(config.files).path(lost).unlink()
    made = backup.save(config, tmp_path / "copy.tar")
    assert made.missing == (lost,)
    backup.restore(tmp_path / "copy.tar", tmp_path / "again")
    assert Store(tmp_path / "again" / "files").exists(kept)


def test_another_engine_is_told_how_to_be_saved(config: Config, tmp_path: Path) -> None:
    from dataclasses import replace

    elsewhere = replace(config, database_url="postgresql+psycopg://region/znachok")
    with pytest.raises(backup.BackupError, match="pg_dump"):
        backup.save(elsewhere, tmp_path / "copy.tar")
