"""What is imported is asked for in setup.cfg, and what is asked for is used."""

import ast
import configparser
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.run import REPOSITORY

PRODUCT = ("rubric", "workflows", "review", "migrations", "wsgi.py")
TESTS = ("tests", "bench")
OURS = {"rubric", "workflows", "review", "tests", "bench", "wsgi"}
#: Used without an import statement, and how.
UNNAMED = {
    "psycopg": "SQLAlchemy's driver for postgresql+psycopg URLs",
    "tzdata": "time zones for zoneinfo on machines without them",
    "gunicorn": "the server that `znachok serve` starts",
    "setuptools": "the editable install",
    "pytest-cov": "pytest's --cov",
    "pytest-xdist": "pytest's -n",
    "import-linter": "./dev lint",
    "mutmut": "run by hand over the rules",
    "mypy": "./dev lint",
    "ruff": "./dev lint",
    "types-pyyaml": "./dev lint",
}


def asked(*extras: str) -> set[str]:
    """Names of the distributions that setup.cfg asks for."""
    settings = configparser.RawConfigParser()
    settings.read(REPOSITORY / "setup.cfg")
    texts = [settings["options"]["install_requires"]]
    texts += [settings["options.extras_require"][extra] for extra in extras]
    lines = (line for text in texts for line in text.split("\n"))
    return {match[0] for line in lines if (match := re.match(r"[a-z0-9-]+", line))}


def python_files(*places: str) -> list[Path]:
    """Python files of folders of the repository, or the files themselves."""
    paths = [REPOSITORY / place for place in places]
    return [
        file
        for path in paths
        for file in ([path] if path.is_file() else sorted(path.rglob("*.py")))
    ]


def imported(*places: str) -> set[str]:
    """Names of the distributions whose packages are imported there."""
    owners = packages_distributions()
    tops: set[str] = set()
    for path in python_files(*places):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                tops |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                tops.add(node.module.split(".")[0])
    foreign = tops - OURS - sys.stdlib_module_names
    return {re.sub(r"[_.]", "-", owner.lower()) for top in foreign for owner in owners[top]}


def test_what_the_product_imports_is_asked_for() -> None:
    assert imported(*PRODUCT) - asked() == set()


def test_what_tests_import_is_asked_for() -> None:
    assert imported(*TESTS) - asked("test", "dev") == set()


def test_what_is_asked_for_is_used() -> None:
    used = imported(*PRODUCT) | UNNAMED.keys()

    assert asked() - used == set()
    assert asked("build", "test", "dev") - used - imported(*TESTS) == set()
