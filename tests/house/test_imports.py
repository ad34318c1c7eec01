"""Imports run one way: the contracts of setup.cfg hold, and do catch a sinner."""

import os
import subprocess
import sys
from pathlib import Path

from tests.run import REPOSITORY

SINS = {
    "rubric.criteria": "workflows.machine",
    "workflows.machine": "sqlalchemy",
    "review.models.places": "review.steps",
    "review.documents.storage": "flask",
    "review.registry.service": "review.programmes.service",
    "review.programmes.service": "review.forms",
    "review.steps": "review.web",
}


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the code under `root`."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()",
         "--config", str(REPOSITORY / "setup.cfg"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )  # fmt: skip


def copy_of_code(target: Path) -> None:
    """Copy the three packages' Python files under `target`."""
    for package in ("rubric", "workflows", "review"):
        for path in (REPOSITORY / package).rglob("*.py"):
            copy = target / path.relative_to(REPOSITORY)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def test_contracts_hold() -> None:
    checked = lint_imports(REPOSITORY)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_contracts_break_when_sinned_against(tmp_path: Path) -> None:
    copy_of_code(tmp_path)
    for sinner, sin in SINS.items():
        with (tmp_path / f"{sinner.replace('.', '/')}.py").open("a") as file:
            file.write(f"\nimport {sin}\n")

    checked = lint_imports(tmp_path)

    assert checked.returncode == 1, checked.stdout + checked.stderr
    told = " ".join(checked.stdout.split())
    assert [sin for sin in SINS.items() if " -> ".join(sin) not in told] == []
