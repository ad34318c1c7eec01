"""The content store: every uploaded or made file, kept once under its own SHA-256.

A file lies at ``ROOT/ab/cd/<sha256>``. It is written to a temporary name in the same
file system, fsynced, renamed, and the folders on the way are fsynced, all before
``put`` returns; the caller writes its row only then. A crash leaves at most a file no
row knows, which ``sweep`` takes away later.

Plain local files were chosen for now: a region's season is a few gigabytes, one folder
is what the backup command copies, and nothing has to be installed or kept running. The
methods are those an object store has too (put by key, open, exists, list, delete), so
an S3 store through ``obstore`` can stand behind the same class without touching a caller.
"""

import errno
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from review.faults import Fault

CHUNK = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class StorageFull(Fault):
    """No room is left on the disk: nothing of the new file was kept, all kept before is whole."""

    status = 507

    def __init__(self) -> None:
        super().__init__("storage_full")


class FileTooLarge(Fault):
    """The file is longer than ``limit`` bytes: nothing of it was kept."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__("file_too_large", limit=limit)


class NotStored(Fault):
    """There is no file under this key: a damaged or incomplete data folder (see the backup)."""

    status = 404

    def __init__(self, sha256: str) -> None:
        super().__init__("file_not_stored", sha256=sha256[:64])


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept file: its key (lower-case hexadecimal SHA-256) and its size in bytes."""

    sha256: str
    size: int


class Store:
    """Files by content under one folder; safe for many threads and processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def path(self, sha256: str) -> Path:
        """Where the file of this key lies (it need not exist).

        Raises NotStored when the text is no SHA-256, so a key from an address can never
        become a way out of the folder.
        """
        if not SHA256.match(sha256):
            raise NotStored(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, data: bytes | BinaryIO, max_bytes: int) -> Stored:
        """Keep the bytes and return their key; durable once this returns.

        Doing it twice keeps one file, and mends it if the first copy was damaged on disk.
        Raises FileTooLarge above ``max_bytes`` and StorageFull when the disk is full; in
        both cases nothing is left behind.
        """
        source = BytesIO(data) if isinstance(data, bytes) else data
        with self._full_disk_said_plainly(), self._temporary() as (handle, name):
            stored = _copy(source, handle, max_bytes)
            os.fsync(handle)
            self._settle(name, self.path(stored.sha256))
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """The file, opened for reading. Raises NotStored."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotStored(sha256) from None

    def read(self, sha256: str) -> bytes:
        """The whole file. Raises NotStored."""
        with self.open(sha256) as file:
            return file.read()

    def exists(self, sha256: str) -> bool:
        """Whether a file lies under this key (False too for what is no key)."""
        return bool(SHA256.match(sha256)) and self.path(sha256).is_file()

    def verify(self, sha256: str) -> bool:
        """Whether the file is there and its content still has this SHA-256."""
        if not self.exists(sha256):
            return False
        with self.open(sha256) as file:
            return hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest() == sha256

    def iterate(self) -> Iterator[Stored]:
        """Every kept file, ordered by key; temporary files are no kept files."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if SHA256.match(path.name):
                with suppress(FileNotFoundError):
                    yield Stored(path.name, path.stat().st_size)

    def sweep(self, known: Container[str], older_than: timedelta) -> tuple[Stored, ...]:
        """Remove files no row knows and left-over temporary ones; returns the kept files removed.

        ``known`` holds the keys rows point at. Files put less than ``older_than`` ago stay:
        a request may be between keeping its file and writing its row. The age is told by the
        file system's own clock, so a season replayed on its own dates sweeps no young file.
        """
        limit = self._disk_time() - older_than.total_seconds()
        for left_over in self._incoming().glob("*.part"):
            with suppress(FileNotFoundError):
                if left_over.stat().st_mtime < limit:
                    left_over.unlink()
        unknown = (stored for stored in self.iterate() if stored.sha256 not in known)
        return tuple(stored for stored in unknown if self._remove_if_old(stored.sha256, limit))

    def _incoming(self) -> Path:
        folder = self.root / "incoming"
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        return folder

    def _disk_time(self) -> float:
        with self._temporary() as (handle, _):
            return os.fstat(handle).st_mtime

    def _settle(self, name: str, target: Path) -> None:
        with self._lock(fcntl.LOCK_SH):
            target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            os.utime(name)
            os.replace(name, target)
            for folder in (target.parent, target.parent.parent, self.root):
                _sync_folder(folder)

    def _remove_if_old(self, sha256: str, limit: float) -> bool:
        path = self.path(sha256)
        # Exclusive: a put of the same content must not find its file gone after its rename.
        with self._lock(fcntl.LOCK_EX), suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()
                return True
        return False

    @contextmanager
    def _temporary(self) -> Iterator[tuple[int, str]]:
        handle, name = tempfile.mkstemp(suffix=".part", dir=self._incoming())
        try:
            os.fchmod(handle, 0o640)
            yield handle, name
        finally:
            os.close(handle)
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        handle = os.open(self._incoming() / "lock", os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(handle, kind)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _full_disk_said_plainly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            raise


def _copy(source: BinaryIO, handle: int, max_bytes: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise FileTooLarge(max_bytes)
        digest.update(chunk)
        view = memoryview(chunk)
        while view:
            view = view[os.write(handle, view) :]
    return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
