"""The product's own command, run as a person runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from review import clock
from tests import run, season
from tests.run import REPOSITORY

WITHIN = 60  # seconds


def znachok(*words: str, data: Path, **variables: str) -> Result:
    """Run one verb to its end, in this process: a new one costs a second each time."""
    from review.cli import main

    mask, zone = os.umask(0o022), clock.zone()
    variables = {"ZNACHOK_DATA": str(data), **variables}
    try:
        return CliRunner().invoke(main, words, env=variables, prog_name="znachok")
    finally:
        os.umask(mask)
        clock.shift(timedelta(0))
        clock.set_zone(zone.key)


@pytest.fixture
def empty(data: Path) -> Path:
    """A data folder with a migrated, empty database."""
    (data / "znachok.sqlite3").write_bytes(run.sqlite_template().read_bytes())
    return data


def test_help_names_every_verb_in_a_line_that_is_not_cut(tmp_path: Path) -> None:
    said = znachok("--help", data=tmp_path).stdout
    verbs = ("demo", "serve", "worker", "migrate", "doctor", "backup", "restore", "describe")
    for verb in verbs:
        line = next(line for line in said.splitlines() if line.strip().startswith(verb + " "))
        assert line.endswith("."), line
        assert not line.endswith("..."), line


def test_a_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    ended = znachok("migrate", data=tmp_path, ZNACHOK_PORTT="1")
    assert ended.exit_code == 2
    assert "ZNACHOK_PORTT is not a setting" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_migrating_makes_the_database_and_twice_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        ended = znachok("migrate", data=tmp_path / "data")
        assert (ended.exit_code, ended.stdout) == (0, "The database is up to date.\n")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "znachok.sqlite3").stat().st_mode & 0o077 == 0


def test_the_first_administrator_is_made_at_the_command_line(empty: Path) -> None:
    words = ("admin", "create", "--email", "chief@znachok.example", "--name", "Чиф")
    made = znachok(*words, "--password", "a long enough one", data=empty)
    assert made.exit_code == 0
    weak = znachok(*words, "--password", "short", data=empty)
    assert weak.exit_code == 1
    assert "Traceback" not in weak.stderr


def test_the_doctor_says_by_its_exit_code_whether_all_is_well(empty: Path, tmp_path: Path) -> None:
    well = znachok("doctor", data=empty)
    assert (well.exit_code, well.stderr) == (0, "")
    assert "All is well" in well.stdout
    told = json.loads(znachok("doctor", "--json", data=empty).stdout)
    assert told["well"] is True
    ill = znachok("doctor", "--json", data=tmp_path / "nothing")
    assert ill.exit_code == 1
    assert json.loads(ill.stdout)["well"] is False


def test_nothing_is_served_on_an_old_schema(tmp_path: Path) -> None:
    ended = znachok("serve", "--port", "1", data=tmp_path / "nothing")
    assert ended.exit_code == 1
    assert "znachok migrate" in ended.stderr


def test_describing_is_for_demos_only(empty: Path) -> None:
    ended = znachok("describe", "--json", data=empty)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "not a demo" in ended.stderr


def test_backup_and_restore_at_the_command_line(empty: Path, tmp_path: Path) -> None:
    saved = znachok("backup", str(tmp_path / "copy.tar"), data=empty)
    assert saved.exit_code == 0, saved.stderr
    again = znachok("backup", str(tmp_path / "copy.tar"), data=empty)
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    (tmp_path / "shelf").mkdir()
    assert znachok("backup", str(tmp_path / "shelf"), data=empty).exit_code == 0
    assert len(list((tmp_path / "shelf").glob("znachok-*.tar"))) == 1
    back = znachok("restore", str(tmp_path / "copy.tar"), data=tmp_path / "again")
    assert back.exit_code == 0, back.stderr
    over = znachok("restore", str(tmp_path / "copy.tar"), data=empty)
    assert over.exit_code == 1
    assert znachok("doctor", data=tmp_path / "again").exit_code == 0


def test_events_are_verified_at_the_command_line(empty: Path) -> None:
    assert znachok("events", "verify", data=empty).exit_code == 0
    assert "Nothing to mend" in znachok("events", "rebuild", data=empty).stdout


@contextmanager
def demo(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A demo that is being served; killed afterwards if it still lives."""
    words = [sys.executable, "-m", "review.cli", "demo", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(
        words, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def fetched(url: str) -> str:
    """The page, as soon as the server answers."""
    until = time.monotonic() + WITHIN
    while True:
        try:
            with urllib.request.urlopen(url, timeout=WITHIN) as answer:  # noqa: S310 - our own
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_second_demo_keeps_the_season_tells_where_it_is_and_ends_politely(
    tmp_path: Path,
) -> None:
    data, port = season.copy_to(tmp_path / "data"), free_port()
    clock = (data / "demo_clock.json").read_text()
    with demo(data, port) as process:
        page = fetched(f"http://127.0.0.1:{port}/accounts/sign-in")
        told = json.loads(znachok("describe", "--json", data=data).stdout)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WITHIN) == 0
    assert told["base_url"] == f"http://127.0.0.1:{port}"
    assert {one["role"] for one in told["accounts"]} >= {"teacher", "moc", "rmc", "expert"}
    assert all(one["password"] in page and one["email"] in page for one in told["accounts"])
    assert {one["verb"] for one in told["verbs"]} >= {"znachok demo", "znachok admin create"}
    assert (data / "demo_clock.json").read_text() == clock
