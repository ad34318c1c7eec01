"""What a fresh machine meets: the script, the locks, a repository that names no other machine."""

import re
import subprocess
from pathlib import Path

from tests.run import CORPUS, IN_CI, REPOSITORY

VERBS = ("demo", "test", "setup", "lint", "format", "bench", "screens", "shell", "migrate")
LOCKS = ("requirements.lock", "requirements-dev.lock")
#: A path that only one machine has, or the folder beside the repository but for its corpus.
FOREIGN = re.compile(
    re.escape(f"{REPOSITORY}/".encode()) + rb"|/root/|file:///opt|\.\./shared(?!/corpus)"
)


def tracked_files() -> list[Path]:
    """The files that git keeps."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={REPOSITORY}", "ls-files", "-z"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [REPOSITORY / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def locked(lock: str) -> dict[str, str]:
    """Names of a lock's packages and the text of their pins."""
    pins = re.split(r"^(?=[a-z0-9-]+==)", (REPOSITORY / lock).read_text(), flags=re.M)[1:]
    return {pin.split("==")[0]: pin for pin in pins}


def test_repository_names_no_machine() -> None:
    told_where = REPOSITORY / "deploy"  # an example has to lie somewhere
    files = [
        path
        for path in tracked_files()
        if path != Path(__file__) and told_where not in path.parents
    ]

    assert files
    assert [path for path in files if FOREIGN.search(path.read_bytes())] == []


def test_locks_name_no_address() -> None:
    assert [lock for lock in LOCKS if "://" in (REPOSITORY / lock).read_text()] == []


def test_corpus_is_there_in_ci() -> None:
    assert CORPUS.is_dir() or not IN_CI


def test_locks_hold_what_setup_cfg_asks_for() -> None:
    settings = (REPOSITORY / "setup.cfg").read_text()
    asked = set(re.findall(r"^    ([a-z0-9-]+)(?:\[\w+\])?>=", settings, re.M))

    assert asked
    assert asked <= locked("requirements-dev.lock").keys()


def test_locks_agree() -> None:
    product, everything = map(locked, LOCKS)

    assert {
        name
        for name, pin in product.items()
        if pin.split("\\")[0] != everything.get(name, "").split("\\")[0]
    } == set()


def test_locks_pin_by_hash_and_name_no_index() -> None:
    for lock in LOCKS:
        assert [name for name, pin in locked(lock).items() if "--hash=sha256:" not in pin] == []
        assert "://" not in (REPOSITORY / lock).read_text()


def test_dev_is_posix_and_tells_its_verbs() -> None:
    script = REPOSITORY / "dev"
    told = subprocess.run([script, "help"], capture_output=True, text=True, check=True).stdout

    assert script.read_text().startswith("#!/bin/sh\n")
    assert [verb for verb in VERBS if f"./dev {verb}" not in told] == []


def test_dev_refuses_an_unknown_verb() -> None:
    refused = subprocess.run([REPOSITORY / "dev", "dance"], capture_output=True, text=True)

    assert refused.returncode == 2
    assert "./dev demo" in refused.stderr
