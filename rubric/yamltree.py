"""YAML text to plain values with the line of every key, hostile or broken text refused.

Numbers stay exact: scalars that look like plain numbers become Decimal, never float.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import yaml

from rubric.faults import Fault, RubricFaults, fault
from rubric.figures import read_decimal

#: libyaml's loader, ten times as quick, where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST_TEXT = 300_000
DEEPEST = 12

Plain = None | bool | Decimal | str | list["Plain"] | dict[str, "Plain"]


class Tree(NamedTuple):
    """Plain values, the 1-based line of each path ("criteria[2].weight"), doubled keys."""

    value: Plain
    lines: dict[str, int]
    faults: list[Fault]


def read_tree(text: str) -> Tree:
    """Read one YAML document. Raises RubricFaults if it is not YAML, too large or too deep."""
    if len(text) > LONGEST_TEXT:
        raise RubricFaults([fault("yaml_too_long", limit=LONGEST_TEXT)])
    try:
        _guard(text)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise RubricFaults([_broken(error)]) from error
    if node is None:
        raise RubricFaults([fault("yaml_empty")])
    tree = Tree(None, {}, [])
    return tree._replace(value=_plain(node, "", tree))


def _guard(text: str) -> None:
    """Walk the events, which takes no recursion, and refuse depth and aliases before composing."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        mark = event.start_mark
        line = mark.line + 1 if mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise RubricFaults([Fault("yaml_alias", line=line)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise RubricFaults([Fault("yaml_too_deep", line=line, params={"limit": DEEPEST})])


def _broken(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it has characters YAML does not allow"
    line = 0 if mark is None else mark.line + 1
    return Fault("yaml_broken", line=line, params={"problem": problem})


def _plain(node: yaml.Node, path: str, tree: Tree) -> Plain:
    tree.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, f"{path}[{place}]", tree) for place, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, tree)
    return _scalar(node.tag.rpartition(":")[2], str(node.value))


def _mapping(node: yaml.MappingNode, path: str, tree: Tree) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        line = key_node.start_mark.line + 1
        key_path = f"{path}.{key}" if path else key
        if key in found:
            tree.faults.append(Fault("key_twice", key_path, line, {"key": key}))
        tree.lines[key_path] = line
        found[key] = _plain(value_node, key_path, tree)
    return found


def _scalar(tag: str, text: str) -> Plain:
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("true", "yes", "on")
    if tag in ("int", "float"):
        number = read_decimal(text)
        return text if number is None else number
    return text
