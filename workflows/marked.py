"""YAML read with the line of every value, so that faults can be shown where they are.

Aliases are refused: a track needs none, and they let a small file grow without bound.
"""

from dataclasses import dataclass
from typing import Any, Final

import yaml

from workflows.refusal import WorkflowError

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast parser where PyYAML was built with it."""

MAX_DEPTH: Final = 20

Path = tuple[str | int, ...]
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


class MarkedError(WorkflowError):
    """The text is no usable YAML: a code, the line from 1, and a key where there is one."""

    def __init__(self, code: str, line: int, key: str | None = None) -> None:
        self.code = code
        self.line = line
        self.key = key
        super().__init__(f"line {line}: {code}")


@dataclass(frozen=True, slots=True)
class Marked:
    """A plain value, and the line of every path of keys in it."""

    value: Plain
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Line of the deepest part of `path` the text really has."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read_marked(text: str) -> Marked:
    """Read one YAML document.

    Raises MarkedError (not_yaml, no_aliases, too_deep, double_key).
    """
    try:
        _look_through(text)
        lines: dict[Path, int] = {(): 1}
        return Marked(_plain(yaml.compose(text, Loader=_LOADER), (), lines), lines)
    except yaml.MarkedYAMLError as error:
        raise MarkedError("not_yaml", _from_one(error.problem_mark)) from error
    except yaml.YAMLError as error:
        raise MarkedError("not_yaml", 1) from error


def _look_through(text: str) -> None:
    """Refuse what would grow or nest without bound, before anything is built from it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise MarkedError("no_aliases", _from_one(event.start_mark))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise MarkedError("too_deep", _from_one(event.start_mark))


def _from_one(mark: Any) -> int:
    """Lines as people count them. The library leaves some marks out."""
    return 1 if mark is None else int(mark.line) + 1


def _plain(node: yaml.Node | None, path: Path, lines: dict[Path, int]) -> Plain:
    if node is None:
        return None
    lines[path] = _from_one(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), lines) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        line, key = _from_one(key_node.start_mark), str(key_node.value)
        if key in found:
            raise MarkedError("double_key", line, key)
        found[key] = _plain(value_node, (*path, key), lines)
        lines[(*path, key)] = line
    return found


def _scalar(node: yaml.Node) -> Plain:
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:int" and str(node.value).isascii():
        return int(node.value) if str(node.value).isdigit() else str(node.value)
    return str(node.value)
