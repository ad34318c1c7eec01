"""The house's manners that no linter knows: sizes, empty package files, where the web may be."""

import ast
import re
import warnings
from collections.abc import Callable, Iterator

import pytest

from tests.run import REPOSITORY

CORE = ("rubric", "workflows")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
DEEPEST_NESTING = 3
#: Modules that may speak with Flask; everywhere else a view hands values down. The submission
#: page only reads, so all of its room stands at the edge.
WEB = re.compile(
    r"review/("
    r"app|cli|errors|identity|web|forms|selecting|templating|printed|spoken|serving|styleguide|languages"
    r"|\w+/(\w+_)?(views|forms)|\w+/room"
    r"|upkeep/ground|(api|submissions|demo|office)/\w+"
    r")\.py"
)
WEB_LIBRARIES = {"flask", "flask_login", "flask_wtf", "wtforms"}
IMPURE = {"os", "time", "random", "secrets", "socket", "subprocess", "uuid"}
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MODULES = {
    str(path.relative_to(REPOSITORY)): ast.parse(path.read_text())
    for package in (*CORE, "review")
    for path in sorted((REPOSITORY / package).rglob("*.py"))
}


def sinners(sins: Callable[[ast.Module], object]) -> dict[str, object]:
    """The modules for which `sins` answers something, with the answer."""
    answers = {name: sins(tree) for name, tree in MODULES.items()}
    return {name: answer for name, answer in answers.items() if answer}


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods and inner ones included."""
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))


def imports_of(tree: ast.Module) -> set[str]:
    """The packages that a module imports from, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def depth_of(node: ast.AST) -> int:
    """How many blocks stand inside one another below `node`; `elif` counts with its `if`."""
    deepest = 0
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, FUNCTIONS):
                one = isinstance(child, BLOCKS) and not (name == "orelse" and _is_elif(node, child))
                deepest = max(deepest, depth_of(child) + one)
    return deepest


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(child, ast.If)


def test_modules_say_what_they_are_for() -> None:
    assert sinners(lambda tree: not ast.get_docstring(tree)) == {}


def test_modules_are_short() -> None:
    lengths = {name: len((REPOSITORY / name).read_text().splitlines()) for name in MODULES}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    def long(tree: ast.Module) -> dict[str, int]:
        lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions_of(tree)}
        return {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}

    assert sinners(long) == {}


def test_functions_are_flat() -> None:
    def deep(tree: ast.Module) -> dict[str, int]:
        depths = {function.name: depth_of(function) for function in functions_of(tree)}
        return {name: depth for name, depth in depths.items() if depth > DEEPEST_NESTING}

    assert sinners(deep) == {}


def test_package_files_hold_a_docstring_only() -> None:
    packages = {name: tree for name, tree in MODULES.items() if name.endswith("__init__.py")}

    assert packages
    assert [name for name, tree in packages.items() if len(tree.body) != 1] == []


def test_flask_stays_at_the_edge() -> None:
    speaking = sinners(lambda tree: imports_of(tree) & WEB_LIBRARIES)

    assert {name: found for name, found in speaking.items() if not WEB.fullmatch(name)} == {}


def test_rules_are_pure() -> None:
    impure = sinners(lambda tree: imports_of(tree) & IMPURE)

    assert {name: found for name, found in impure.items() if name.startswith(CORE)} == {}


def test_one_clock() -> None:
    def asks(tree: ast.Module) -> list[str]:
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        asked = re.compile(r"(datetime\.(now|utcnow|today)|date\.today|time\.time)")
        return [text for text in map(ast.unparse, calls) if asked.fullmatch(text)]

    assert list(sinners(asks)) == ["review/clock.py"]


def test_only_the_edge_commits() -> None:
    def commits(tree: ast.Module) -> list[str]:
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        return [text for text in map(ast.unparse, calls) if text.endswith("session.commit")]

    services = re.compile(r"review/((?!demo/)\w+/(?!.*views).*|steps|notices|profiles|queues)\.py")
    committing = sinners(commits)

    assert [name for name in committing if services.fullmatch(name)] == []


def test_warnings_are_errors() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("a warning", stacklevel=1)
