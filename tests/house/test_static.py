"""What browsers are given: one joined style sheet, nothing foreign that is not on the list."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "review" / "static"
LOCK = STATIC / "vendor" / "vendor.lock"


def _locked() -> list[tuple[str, str]]:
    rows = [line.split() for line in LOCK.read_text().splitlines() if not line.startswith("#")]
    return [(row[0], row[-1]) for row in rows if row]


def test_app_css_is_its_parts_joined_in_order() -> None:
    parts = sorted((STATIC / "css").glob("*.css"))
    joined = "".join(part.read_text() for part in parts)
    assert (STATIC / "app.css").read_text() == joined, (
        "run: cat review/static/css/*.css > review/static/app.css"
    )


def test_joined_scripts_are_their_parts_in_order() -> None:
    marking = "".join(part.read_text() for part in sorted((STATIC / "marking").glob("*.js")))
    assert (STATIC / "marking.js").read_text() == marking, (
        "run: cat review/static/marking/*.js > review/static/marking.js"
    )
    assert (STATIC / "bench.js").read_text() == (STATIC / "review.js").read_text() + marking, (
        "run: cat review/static/review.js review/static/marking.js > review/static/bench.js"
    )


def test_style_sheet_fetches_nothing_but_our_typeface() -> None:
    css = (STATIC / "app.css").read_text()
    assert "@import" not in css
    addresses = re.findall(r'url\("([^"]+)"\)', css)
    assert addresses
    assert all((STATIC / address).is_file() for address in addresses)


def test_figures_of_colour_stand_in_the_tokens_only() -> None:
    for part in sorted((STATIC / "css").glob("*.css")):
        colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", part.read_text()))
        assert part.name.startswith("1-") or colours <= {"#fff"}, f"{part.name}: {colours}"


@pytest.mark.parametrize(("path", "digest"), _locked())
def test_foreign_files_are_as_they_came(path: str, digest: str) -> None:
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest


def test_every_foreign_file_is_on_the_list_with_its_licence() -> None:
    folders = (STATIC / "vendor", ROOT / "tests" / "vendor")
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    listed = {path for path, _ in _locked()}
    strays = [
        str(file.relative_to(ROOT))
        for file in files
        if file.suffix in {".js", ".mjs", ".css"} and str(file.relative_to(ROOT)) not in listed
    ]
    assert strays == []
    assert {file.name for file in files if file.suffix == ".LICENSE"} >= {
        "htmx.LICENSE",
        "lucide.LICENSE",
        "axe.LICENSE",
    }
