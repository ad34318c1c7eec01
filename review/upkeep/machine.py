"""Checks of the machine: versions, settings, disk, the database engine, the kept files."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import sqlalchemy as sa

from review import profiles
from review.config import Config
from review.database import SAFE_WAL, db
from review.documents.storage import Store
from review.faults import Invalid
from review.models.programmes import Reading, StoredFile
from review.models.registry import Badge
from review.models.submissions import Revision
from review.upkeep.checks import check
from review.upkeep.ground import newest_schema, present_schema

LEAST_FREE: Final = 500 * 1024 * 1024  # bytes
PRINTER: Final = 70
OLDEST_PYTHON: Final = (3, 11)


@check("settings", "the settings make sense together", "mend the variable named in the line")
def settings(config: Config) -> Iterator[str]:
    """Settings that would hurt later."""
    if not config.base_url.startswith(("http://", "https://")):
        yield f"ZNACHOK_BASE_URL={config.base_url!r} is no address; letters would carry dead links"
    if len(config.secret_key) < 16:
        yield "ZNACHOK_SECRET_KEY is shorter than 16 signs"
    if config.upload_max_bytes < 1024 * 1024:
        yield "ZNACHOK_UPLOAD_MAX_BYTES is below 1 MB: no programme would fit"
    if config.development:
        yield "ZNACHOK_DEVELOPMENT is on; it is for developers only"


@check("python", "Python is 3.11 or newer", "install a newer Python and set up again")
def python(_config: Config) -> Iterator[str]:
    """The interpreter."""
    if sys.version_info < OLDEST_PYTHON:
        yield f"this is Python {sys.version.split()[0]}"


@check(
    "sqlite",
    "SQLite is free of the WAL reset race (3.51.3 or newer)",
    "nothing is lost: the safe rollback journal is used; a newer SQLite is faster",
    warning=True,
)
def sqlite(_config: Config) -> Iterator[str]:
    """The embedded engine, where it is the one in use."""
    if db.engine.dialect.name == "sqlite" and sqlite3.sqlite_version_info < SAFE_WAL:
        yield f"this is SQLite {sqlite3.sqlite_version}"


@check("weasyprint", "WeasyPrint is 70 or newer", "set up again: ./dev setup")
def weasyprint(_config: Config) -> Iterator[str]:
    """The printer of conclusions and badges."""
    try:
        found = version("weasyprint")
    except PackageNotFoundError:
        yield "WeasyPrint is not installed"
        return
    if int(found.split(".")[0]) < PRINTER:
        yield f"this is WeasyPrint {found}"


@check(
    "pango",
    "PDF can be printed",
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    warning=True,
)
def pango(_config: Config) -> Iterator[str]:
    """The text libraries WeasyPrint needs."""
    try:
        import weasyprint  # noqa: F401 - loading it loads Pango
    except (ImportError, OSError) as error:
        yield f"PDF is off: {str(error).splitlines()[0]}"


@check(
    "libreoffice",
    "old .doc files can be converted",
    "optional: apt-get install libreoffice-writer-nogui",
    warning=True,
)
def libreoffice(_config: Config) -> Iterator[str]:
    """The optional converter."""
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        yield "LibreOffice is not installed"


@check("schema", "the database stands at the newest migration", "run: znachok migrate")
def schema(_config: Config) -> Iterator[str]:
    """The database's schema."""
    present, newest = present_schema(), newest_schema()
    if present != newest:
        yield f"the database is at {present or 'nothing'}, the product at {newest}"


@check("integrity", "the database file is whole", "restore the last backup: znachok restore")
def integrity(_config: Config) -> Iterator[str]:
    """SQLite's own check of pages, indexes and references."""
    if db.engine.dialect.name != "sqlite":
        return
    for line in db.session.execute(sa.text("PRAGMA integrity_check")).scalars():
        if line != "ok":
            yield str(line)
    for row in db.session.execute(sa.text("PRAGMA foreign_key_check")):
        yield f"a row of {row[0]} points at a missing row of {row[2]}"


@check("disk", "there is room for new files", "free some space or move the data folder")
def disk(config: Config) -> Iterator[str]:
    """Free space beside the data."""
    free = shutil.disk_usage(config.data).free
    if free < LEAST_FREE:
        yield f"only {free // 1_000_000} MB are free in {config.data}"


@check("modes", "nobody else on the machine reads the secret key", "run: chmod 600 secret.key")
def modes(config: Config) -> Iterator[str]:
    """Modes of what must stay private."""
    for name in ("secret.key", "demo_accounts.json"):
        path = config.data / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"{path} may be read by others"


@check("files", "every file is there and unchanged", "bring the named files back from a backup")
def files(config: Config) -> Iterator[str]:
    """Every known file by its SHA-256."""
    store = Store(config.files)
    for key, size in db.session.execute(sa.select(StoredFile.sha256, StoredFile.size)):
        if not store.exists(key):
            yield f"{key} is missing"
        elif store.path(key).stat().st_size != size or not store.verify(key):
            yield f"{key} is not what was uploaded"


@check("readings", "every uploaded text was read", "upload the file again")
def readings(_config: Config) -> Iterator[str]:
    """Revisions whose text nobody can show."""
    rows = db.session.execute(
        sa.select(Revision.submission_id, Revision.number)
        .outerjoin(Reading, Reading.sha256 == Revision.sha256)
        .where(Reading.sha256.is_(None))
    )
    for submission, number in rows:
        yield f"revision {number} of submission {submission}"


@check("region", "the region is set up", "set it up in the office, page Profile", warning=True)
def region(_config: Config) -> Iterator[str]:
    """A profile in force, whose rubric and track can be read."""
    try:
        current = profiles.get_current()
    except Invalid:
        yield "no regional profile is in force"
        return
    profiles.get_profile(current.id, current.rubric_version_id, current.track_version_id)


@check("badge_files", "every badge names the very file that was reviewed", "restore a backup")
def badge_files(_config: Config) -> Iterator[str]:
    """Badges against the revision their verdict was about."""
    from review.models.scoring import Verdict

    rows = db.session.scalars(
        sa.select(Badge.number)
        .join(Verdict, Verdict.id == Badge.verdict_id)
        .join(Revision, Revision.id == Verdict.revision_id)
        .where(Revision.sha256 != Badge.sha256)
    )
    for number in rows:
        yield f"badge {number}"
