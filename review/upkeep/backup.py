"""Backup and restore of the embedded default: one archive of the database and every file.

The database is copied first, by SQLite's own backup (never as a bare file: a writer may be in
the middle of it); then the files it knows. Files are named by their content and never change, so
whatever the copied database points at is there, however busy the product is meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, Final

import sqlalchemy as sa

from review import clock
from review.config import Config
from review.documents.storage import SHA256, Store

DATABASE: Final = "znachok.sqlite3"
MANIFEST: Final = "manifest.json"
#: Small things of the data folder that belong to the installation.
EXTRAS: Final = ("secret.key", "demo_accounts.json", "demo_clock.json")
FORM: Final = 1
CHUNK: Final = 1024 * 1024


class BackupError(Exception):
    """A backup that cannot be made or brought back; the message says what to do."""


@dataclass(frozen=True)
class Made:
    """What an archive holds: number of files, bytes in all, keys that were missing."""

    files: int
    size: int
    missing: tuple[str, ...] = ()


def save(config: Config, target: Path) -> Made:
    """Write the archive `target`; the product may go on working meanwhile.

    Raises BackupError when the target exists or the database is not SQLite. A file that is
    missing in the data folder does not stop the backup: it is named in what comes back.
    """
    source = _database_file(config)
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".znachok-backup-") as folder:
        snapshot, archive = Path(folder) / DATABASE, Path(folder) / "archive"
        _copy_database(source, snapshot)
        made = _write(archive, snapshot, config)
        archive.chmod(0o600)
        _sync(archive)
        archive.rename(target)
    _sync(target.parent)
    return made


def place_in(folder: Path) -> Path:
    """The name of a new archive in a folder: the day and time it is made."""
    return folder / f"znachok-{clock.machine_time():%Y%m%d-%H%M%S}.tar"


def _database_file(config: Config) -> Path:
    url = sa.make_url(config.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError(
            "this is for the embedded database. Here: pg_dump the database first, then copy "
            f"the folder {config.files}"
        )
    if not Path(url.database).exists():
        raise BackupError(f"there is no database in {config.data}")
    return Path(url.database)


def _copy_database(source: Path, snapshot: Path) -> None:
    with (
        closing(sqlite3.connect(source, timeout=30)) as live,
        closing(sqlite3.connect(snapshot)) as copy,
    ):
        live.backup(copy)


def _write(archive: Path, snapshot: Path, config: Config) -> Made:
    store, schema, known = Store(config.files), *_known(snapshot)
    held = {key: size for key, size in known.items() if store.exists(key)}
    missing = tuple(sorted(known.keys() - held.keys()))
    extras = [name for name in EXTRAS if (config.data / name).exists()]
    manifest = {
        "form": FORM,
        "product": version("znachok"),
        "schema": schema,
        "made_at": clock.machine_time().isoformat(timespec="seconds"),
        "database": _digest(snapshot),
        "files": held,
        "missing": missing,
        "extras": {name: _digest(config.data / name) for name in extras},
    }
    with tarfile.open(archive, "w") as tar:
        _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        tar.add(snapshot, DATABASE)
        for name in extras:
            tar.add(config.data / name, name)
        for key in sorted(held):
            tar.add(store.path(key), f"files/{key}")
    return Made(len(held), archive.stat().st_size, missing)


def _known(snapshot: Path) -> tuple[str | None, dict[str, int]]:
    """The schema of a copied database and the files it knows with their sizes."""
    with closing(sqlite3.connect(snapshot)) as copy:
        try:
            schema = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            files = dict(copy.execute("SELECT sha256, size FROM files"))
        except sqlite3.OperationalError as error:
            raise BackupError(f"the database is not set up ({error})") from error
    return (schema[0] if schema else None), files


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def restore(source: Path, folder: Path) -> Made:
    """Bring an archive back into `folder`, which must be empty or not there yet.

    Everything is checked against the manifest before the folder appears. Raises BackupError
    for a folder in use, a damaged archive, or one of a newer form.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty; restore into a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(folder) as fresh:
        try:
            made = _unpack(source, fresh)
        except (tarfile.TarError, EOFError, KeyError, ValueError) as error:
            raise BackupError(f"{source} is damaged: {error}") from error
        _check_database(fresh / DATABASE)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
        _sync(folder.parent)
    return made


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A private folder on the same disk; removed unless it was renamed."""
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-restore-"))
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _unpack(source: Path, fresh: Path) -> Made:
    store, size = Store(fresh / "files"), 0
    with tarfile.open(source) as tar:
        first = tar.next()
        if first is None or first.name != MANIFEST:
            raise ValueError("it does not begin with a manifest")
        manifest = json.loads(_opened(tar, first).read())
        if manifest["form"] != FORM:
            raise BackupError("this archive was made by a newer Znachok; install that first")
        wanted = _wanted(manifest)
        while (entry := tar.next()) is not None:
            digest = wanted.pop(entry.name)
            size += entry.size
            target = _place(entry.name, fresh, store)
            if _pour(_opened(tar, entry), target) != digest:
                raise ValueError(f"{entry.name} is not what was saved")
    if wanted:
        raise ValueError(f"{len(wanted)} files are not in it, for example {min(wanted)}")
    return Made(len(manifest["files"]), size, tuple(manifest["missing"]))


def _wanted(manifest: dict[str, Any]) -> dict[str, str]:
    """Names an archive must have, with the SHA-256 of each."""
    files = {f"files/{key}": key for key in manifest["files"]}
    extras = {name: digest for name, digest in manifest["extras"].items() if name in EXTRAS}
    return {DATABASE: manifest["database"], **extras, **files}


def _place(name: str, fresh: Path, store: Store) -> Path:
    """Where an entry goes; only names a manifest may hold get here."""
    key = name.removeprefix("files/")
    target = store.path(key) if SHA256.match(key) else fresh / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return target


def _opened(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None:
        raise ValueError(f"{entry.name} is no plain file")
    return content


def _pour(content: IO[bytes], target: Path) -> str:
    """Write an entry to its place, durably; gives the SHA-256 of what was written."""
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(handle)
    return digest.hexdigest()


def _check_database(database: Path) -> None:
    with closing(sqlite3.connect(database)) as copy:
        said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        raise BackupError(f"the database in the archive is damaged: {said[0]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
