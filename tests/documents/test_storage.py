"""The content store: durable, idempotent, clean after every kind of failure."""

import errno
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from review.documents.storage import FileTooLarge, NotStored, StorageFull, Store

TEXT = "Программа «Юный техник»".encode()
KEY = hashlib.sha256(TEXT).hexdigest()
AT_ONCE = timedelta(hours=-1)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files")


def rubbish(store: Store) -> list[Path]:
    return list(store.root.rglob("*.part"))


def test_kept_under_its_own_hash(store):
    stored = store.put(TEXT, max_bytes=1000)
    assert (stored.sha256, stored.size) == (KEY, len(TEXT))
    assert store.path(KEY) == store.root / KEY[:2] / KEY[2:4] / KEY
    assert store.read(KEY) == TEXT
    assert store.exists(KEY)
    assert store.verify(KEY)
    assert rubbish(store) == []


def test_twice_is_once_and_a_stream_is_as_good_as_bytes(store):
    assert store.put(TEXT, 1000) == store.put(BytesIO(TEXT), 1000)
    assert [stored.sha256 for stored in store.iterate()] == [KEY]


def test_long_stream_over_many_chunks(store):
    data = os.urandom(3 * 1024 * 1024 + 17)
    stored = store.put(BytesIO(data), len(data))
    assert store.read(stored.sha256) == data


def test_too_large_leaves_nothing(store):
    with pytest.raises(FileTooLarge) as caught:
        store.put(TEXT, len(TEXT) - 1)
    assert caught.value.params == {"limit": len(TEXT) - 1}
    assert list(store.iterate()) == []
    assert rubbish(store) == []
    assert store.put(TEXT, len(TEXT)).size == len(TEXT)


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_full_disk_is_said_and_leaves_nothing(store, monkeypatch, step):
    def fail(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    other = store.put(b"before", 100)
    with monkeypatch.context() as patched:
        patched.setattr(os, step, fail)
        with pytest.raises(StorageFull, match="storage_full"):
            store.put(TEXT, 1000)
    assert rubbish(store) == []
    assert [stored.sha256 for stored in store.iterate()] == [other.sha256]
    assert store.put(TEXT, 1000).sha256 == KEY


def test_full_disk_as_the_kernel_says_it(tmp_path):
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from review.documents.storage import Store, StorageFull\n"
        "store = Store(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))\n"
        "try:\n    store.put(b'x' * 3_000_000, 10**9)\n"
        "except StorageFull:\n    print('full', len(list(store.root.rglob('*.part'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["full", "0"]


def test_other_disk_faults_are_not_hidden(store, monkeypatch):
    def fail(*args):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="input/output error"):
        store.put(TEXT, 1000)
    assert rubbish(store) == []


def test_everything_is_on_disk_before_the_answer(store, monkeypatch):
    steps = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(handle):
        steps.append(os.readlink(f"/proc/self/fd/{handle}"))
        real_fsync(handle)

    def replace(old, new):
        steps.append("rename")
        real_replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    store.put(TEXT, 1000)
    leaf = store.path(KEY).parent
    assert steps[0].endswith(".part")
    assert steps[1:] == ["rename", str(leaf), str(leaf.parent), str(store.root)]


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", KEY.upper(), KEY + "\n", KEY[:-1], "ё" * 64]
)
def test_what_is_no_key_is_never_a_path(store, key):
    assert not store.exists(key)
    assert not store.verify(key)
    with pytest.raises(NotStored):
        store.path(key)


def test_missing_file(store):
    assert not store.exists(KEY)
    with pytest.raises(NotStored):
        store.read(KEY)


def test_damage_is_seen_and_mended_by_the_next_put(store):
    store.put(TEXT, 1000)
    path = store.path(KEY)
    path.write_bytes(TEXT[:-1] + b"?")
    assert store.exists(KEY)
    assert not store.verify(KEY)
    store.put(TEXT, 1000)
    assert store.verify(KEY)


def test_sweep_takes_only_old_files_nobody_knows(store):
    orphan = store.put(b"orphan", 100)
    store.put(TEXT, 1000)
    left_over = store.root / "incoming" / "crash.part"
    left_over.write_bytes(b"half")
    assert store.sweep({KEY}, HOUR) == ()
    assert left_over.exists()
    assert store.sweep({KEY}, AT_ONCE) == (orphan,)
    assert not left_over.exists()
    assert [stored.sha256 for stored in store.iterate()] == [KEY]


def test_a_file_put_again_is_young_again(store):
    store.put(TEXT, 1000)
    os.utime(store.path(KEY), (1, 1))
    store.put(TEXT, 1000)
    assert store.sweep(set(), HOUR) == ()


def test_many_writers_of_one_content(store):
    with ThreadPoolExecutor(8) as pool:
        keys = {stored.sha256 for stored in pool.map(lambda _: store.put(TEXT, 1000), range(40))}
    assert keys == {KEY}
    assert store.verify(KEY)
    assert rubbish(store) == []
