"""Checking files outside the web: one file, or a folder of them side by side.

Needs neither a database nor a running server. Settings of checks come by the name of a shipped
profile (`data/profiles/*.yaml`) or as the path of a file of the same shape.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from review.documents import report, sandbox, uploads
from review.documents.checks.finding import Severity
from review.documents.checks.settings import CheckSettings
from review.documents.outcome import Ask, Outcome
from review.documents.reading import convert
from review.documents.refusals import UploadRefused

PROFILES: Final = Path(__file__).with_name("data") / "profiles"
ENDINGS: Final = frozenset({".docx", ".docm", ".pdf", ".doc", ".odt", ".rtf"})
MAX_BYTES: Final = 200 << 20
FACTS: Final = (
    "title", "organisation", "direction", "level", "age_min", "age_max", "duration_years",
    "hours_total", "hours_per_week", "weeks", "year",
)  # fmt: skip


class NoProfile(LookupError):
    """No profile of this name is shipped and no file lies there; `known` lists the names."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.known = sorted(path.stem for path in PROFILES.glob("*.yaml"))


@dataclass(frozen=True)
class Checked:
    """What came of one file: the outcome of its examination, or why it cannot be read."""

    path: Path
    outcome: Outcome | None = None
    refusal: UploadRefused | None = None

    @property
    def blocking(self) -> int:
        """How many findings keep the programme from being submitted."""
        found = self.outcome.findings if self.outcome else ()
        return sum(one.severity is Severity.BLOCK for one in found)


def load_settings(name: str) -> CheckSettings:
    """The settings of a shipped profile or of a YAML file. Raises NoProfile, ValueError."""
    path = PROFILES / f"{name}.yaml"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        raise NoProfile(name)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("checks"), dict):
        raise ValueError(f"{path}: a mapping with the key «checks» is wanted")
    return CheckSettings.from_json(data["checks"])


def check(path: Path, ask: Ask) -> Checked:
    """Read and examine one file; a file that cannot be read is told in `refusal`."""
    try:
        formats = uploads.FORMATS | (convert.FORMATS if convert.available() else frozenset())
        accepted = uploads.accept(path.name, path, MAX_BYTES, formats)
        outcome = sandbox.examine(path, accepted.format, ask)
    except UploadRefused as refusal:
        return Checked(path, refusal=refusal)
    if outcome.failed:
        return Checked(path, refusal=UploadRefused("check_broke", where=outcome.failed))
    return Checked(path, outcome)


def files_in(folder: Path) -> list[Path]:
    """The documents of a folder, by name; other files are passed over."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)


def check_all(paths: list[Path], ask: Ask) -> Iterator[Checked]:
    """Check many files, as many at a time as there are processors; answers in their order."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        yield from pool.map(lambda path: check(path, ask), paths)


def to_dict(checked: Checked, language: str) -> dict[str, Any]:
    """One file's answer in the shape of the contract; for an unreadable one the reason."""
    outcome = checked.outcome
    if outcome is None:
        refusal = checked.refusal
        return {"file": str(checked.path), "error": refusal.code if refusal else "unreadable"}
    return {
        "file": str(checked.path),
        **outcome.passport,
        "facts": _values(outcome.passport["facts"]),
        "findings": [report.finding_to_dict(one, language) for one in outcome.findings],
    }


def _values(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without their places; null where the text does not say."""
    single = {name: facts[name]["value"] if name in facts else None for name in FACTS}
    return {**single, "authors": [author["value"] for author in facts["authors"]]}
