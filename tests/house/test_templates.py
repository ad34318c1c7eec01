"""Templates keep the house's manners: used, free of inline code, free of states by name."""

from __future__ import annotations

import re

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

from tests.run import REPOSITORY
from workflows.situation import State

FOLDER = REPOSITORY / "templates"
PAGES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """Just enough of Jinja to read templates."""
    return Environment(  # noqa: S701 - nothing is rendered
        loader=FileSystemLoader(FOLDER), extensions=["jinja2.ext.do", "jinja2.ext.i18n"]
    )


def source(name: str) -> str:
    """The text of a template without its comments."""
    return re.sub(r"\{#.*?#\}", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_template_is_used(environment: Environment) -> None:
    code = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "review").rglob("*.py"))
    used = {name for name in PAGES if f'"{name}"' in code}
    for name in PAGES:
        used |= {
            one for one in meta.find_referenced_templates(environment.parse(source(name))) if one
        }
    by_status = {name for name in PAGES if re.fullmatch(r"errors/\d{3}\.html", name)}
    assert set(PAGES) - used - by_status == set()


@pytest.mark.parametrize("name", PAGES)
def test_no_inline_script_style_or_handler(name: str) -> None:
    printed = name.startswith("print/")
    assert printed or INLINE.findall(source(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_imported_macro_is_used(environment: Environment, name: str) -> None:
    tree = environment.parse(source(name))
    imported = {
        each if isinstance(each, str) else each[1]
        for found in tree.find_all(nodes.FromImport)
        for each in found.names
    }
    spoken = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
    assert imported - spoken == set()


def test_only_the_parts_that_paint_states_know_them_by_name() -> None:
    words = "|".join(state.value for state in State if "_" in state.value)
    naming = {name for name in PAGES if re.search(rf"['\"]({words})['\"]", source(name))}
    assert naming <= {"parts/states.html", "parts/road.html", "styleguide/index.html"}
