"""Reads the plain sources of the demo programmes: a card with a plan (YAML) and a marked-up text.

The markup is line by line: ``#``, ``##``, ``###`` headings, ``-`` bullets, ``+`` numbered items,
``|`` table rows (``|!`` header, ``|%`` widths), commands ``%plan``, ``%content``, ``%calendar``,
``%picture``, ``%page``, ``%turn`` (landscape); anything else is a paragraph. ``@id`` after a
heading or a cell names the canonical section (docs/domain, section 7). ``[[...]]`` is a footnote;
``[1] `` or ``[2] `` in front of a line keeps it for that revision only.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from review.demo.writing.dates import lesson_days

TEXTS = Path(__file__).parent / "texts"
_ID = re.compile(r"\s*@([a-z_0-9,]+)\s*$")
_HEADING = re.compile(r"^(#{1,3}) (.*)$")
_COMMAND = re.compile(r"^%(plan|content|calendar|picture|page|turn)\s*(.*)$")


@dataclass(frozen=True)
class Topic:
    """One topic of the curriculum plan; hours are academic hours."""

    name: str
    theory: int
    practice: int
    control: str = ""
    theory_text: str = ""
    practice_text: str = ""
    distance: int = 0
    whole_text: str = ""

    @property
    def total(self) -> int:
        """Theory and practice together, academic hours."""
        return self.theory + self.practice


@dataclass(frozen=True)
class Part:
    """A section of the plan with its topics."""

    name: str
    topics: tuple[Topic, ...]
    control: str = ""
    stated: int | None = None
    """The subtotal a weak programme prints instead of the right one."""
    places: tuple[float, ...] = ()
    """Where in the year its lessons stand (0..1), for a calendar by months; empty: evenly."""

    def hours(self, column: str) -> int:
        """The right subtotal of one column: theory, practice, total or distance."""
        return sum(getattr(topic, column) for topic in self.topics)


@dataclass(frozen=True)
class Block:
    """One piece of the text: kind is heading, text, bullets, numbers, table or a command."""

    kind: str
    text: str = ""
    level: int = 0
    section: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    heads: int = 0
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Source:
    """A programme as written: its card, its plan, its text."""

    slug: str
    card: dict[str, Any]
    plan: tuple[Part, ...]
    blocks: tuple[Block, ...] = field(default=())

    def hours(self, column: str) -> int:
        """The right total of one column over the whole plan."""
        return sum(part.hours(column) for part in self.plan)


def _topic(raw: dict[str, Any]) -> Topic:
    return Topic(
        raw["n"],
        raw.get("t", 0),
        raw.get("p", 0),
        raw.get("c", ""),
        raw.get("theory", ""),
        raw.get("practice", ""),
        raw.get("d", 0),
        raw.get("text", ""),
    )


def _part(raw: dict[str, Any]) -> Part:
    topics = tuple(_topic(item) for item in raw["topics"])
    return Part(
        raw["name"], topics, raw.get("control", ""), raw.get("stated"), tuple(raw.get("places", ()))
    )


def _split_id(text: str) -> tuple[str, tuple[str, ...]]:
    found = _ID.search(text)
    if not found:
        return text.strip(), ()
    return text[: found.start()].strip(), tuple(found.group(1).split(","))


def _table(lines: list[str]) -> Block:
    rows: list[tuple[str, ...]] = []
    ids: list[str] = []
    heads = 0
    widths: tuple[int, ...] = ()
    for line in lines:
        if line.startswith("|%"):
            widths = tuple(int(word) for word in line[2:].split())
            continue
        heads += line.startswith("|!")
        cells = []
        for cell in line.lstrip("|!").split("|"):
            text, found = _split_id(cell)
            ids.extend(found)
            cells.append(text)
        rows.append(tuple(cells))
    return Block("table", rows=tuple(rows), heads=heads, widths=widths, section=tuple(ids))


def _group(lines: list[str]) -> list[list[str]]:
    """Neighbouring lines of one list or table make one group; every other line stands alone."""
    groups: list[list[str]] = []
    for line in lines:
        mark = line[0] if line[0] in "|+" or line.startswith("- ") else ""
        if mark and groups and groups[-1][0][0] == mark:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _block(lines: list[str]) -> Block | None:
    first = lines[0]
    if first == "~":
        return None
    if first.startswith("|"):
        return _table(lines)
    if first.startswith("- "):
        return Block("bullets", items=tuple(line[2:].strip() for line in lines))
    if first.startswith("+ "):
        return Block("numbers", items=tuple(line[2:].strip() for line in lines))
    if command := _COMMAND.match(first):
        return Block(command.group(1), text=command.group(2))
    if heading := _HEADING.match(first):
        text, ids = _split_id(heading.group(2))
        return Block("heading", text, len(heading.group(1)), ids)
    return Block("text", first)


def parse_text(text: str, values: dict[str, Any]) -> tuple[Block, ...]:
    """The blocks of a marked-up text with ``{name}`` places filled from values.

    Raises KeyError when the text names a value that the card does not hold.
    """
    filled = re.sub(r"\{(\w+)\}", lambda found: str(values[found.group(1)]), text)
    lines = [line.rstrip() for line in filled.splitlines() if line.strip()]
    blocks = [_block(group) for group in _group(lines)]
    return tuple(block for block in blocks if block is not None)


def hours_in_words(hours: int) -> str:
    """«1 час», «2 часа», «5 часов»."""
    last, teen = hours % 10, hours % 100 in range(11, 15)
    ending = "" if last == 1 and not teen else "а" if last in (2, 3, 4) and not teen else "ов"
    return f"{hours} час{ending}"


def values_of(card: dict[str, Any], plan: tuple[Part, ...]) -> dict[str, Any]:
    """What the text may name: card fields, organisation fields and computed hours."""
    values = {key: value for key, value in card.items() if not isinstance(value, dict | list)}
    values.update({f"org_{key}": value for key, value in card["organisation"].items()})
    for column in ("theory", "practice", "total", "distance"):
        values[f"sum_{column}"] = sum(part.hours(column) for part in plan)
    for column in ("hours", "sum_theory", "sum_practice", "sum_total", "sum_distance"):
        values[f"{column}_words"] = hours_in_words(values[column])
    values["lesson_count"] = card["weeks"] * card["per_week"]
    values["author"] = card["authors"][0]["name"]
    values["per_week_hours"] = card["per_week"] * card["lesson_hours"]
    for number, part in enumerate(plan, 1):
        values[f"part_{number}"] = part.hours("total")
    return values


def _revised(lines: str, revision: int) -> str:
    """Keeps lines meant for this revision: ``[1] `` and ``[2] `` in front name one."""
    other = f"[{3 - revision}] "
    kept = [line for line in lines.splitlines() if not line.startswith(other)]
    return "\n".join(line.removeprefix(f"[{revision}] ") for line in kept)


def _raw(slug: str) -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((TEXTS / f"{slug}.yaml").read_text(encoding="utf-8"))
    if "base" not in raw:
        return {**raw, "text": slug}
    base = _raw(raw["base"])
    return {"card": {**base["card"], **raw["card"]}, "plan": base["plan"], "text": base["text"]}


def _mended(raw: dict[str, Any]) -> dict[str, Any]:
    """The section without printed wrong totals; topics told by theory and practice if they can."""
    topics = []
    for topic in raw["topics"]:
        told = "theory" in topic or "practice" in topic
        topics.append({key: topic[key] for key in topic if key != "text" or not told})
    return {"name": raw["name"], "control": raw.get("control", ""), "topics": topics}


def load(slug: str) -> Source:
    """Reads one programme; ``base`` in its file names the one it is the next revision of."""
    raw = _raw(slug)
    card = raw["card"]
    revision = card.get("revision", 1)
    parts = raw["plan"] if revision == 1 else [_mended(part) for part in raw["plan"]]
    plan = tuple(_part(item) for item in parts)
    text = _revised((TEXTS / f"{raw['text']}.txt").read_text(encoding="utf-8"), revision)
    last = f"{lesson_days(card)[-1]:%d.%m.%Y}"
    return Source(slug, card, plan, parse_text(text, {**values_of(card, plan), "last_day": last}))


def list_slugs() -> list[str]:
    """Names of all programmes, in the order of the files."""
    return sorted(path.stem for path in TEXTS.glob("*.yaml"))
