"""Tracks from YAML: every fault with its line and a remedy, nothing half loaded.

A region takes a shipped track, edits the file and puts it in force, so the reader of the
faults is a person with a text editor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final, TypeVar

from workflows.machine import Duty, Fault, Kind, Stage, Tone, Track, Transition
from workflows.marked import Marked, MarkedError, Path, Plain, read_marked
from workflows.refusal import WorkflowError
from workflows.remedies import REMEDIES
from workflows.roles import Role
from workflows.situation import State
from workflows.soundness import faults as unsound

SHIPPED: Final = ("regional", "municipal", "short")
MAX_BYTES: Final = 200_000
SAME: Final = "same"
"""In a file: the step does not change the state."""

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FaultAt:
    """A fault with the line it stands on (from 1), its code, figures and an English remedy.

    Where a word is unknown, `params` has it as "name" and the ones to choose from as "known".
    """

    line: int
    code: str
    params: Mapping[str, str | int | None]
    remedy: str

    def __str__(self) -> str:
        figures = ", ".join(f"{name} {value}" for name, value in self.params.items())
        return f"line {self.line}: {self.code}{f' ({figures})' if figures else ''}: {self.remedy}"


class TrackFaults(WorkflowError):
    """A track file that cannot be put in force; `faults` are in the order of lines."""

    def __init__(self, faults: tuple[FaultAt, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def load(text: str) -> Track:
    """The track a YAML text describes. Raises TrackFaults with every fault found."""
    if len(text.encode()) > MAX_BYTES:
        raise TrackFaults((_at(1, Fault("too_large")),))
    try:
        marked = read_marked(text)
    except MarkedError as error:
        params = {"key": error.key} if error.key else {}
        raise TrackFaults((_at(error.line, Fault(error.code, (), params)),)) from error
    reader = _Reader()
    track = reader.track(marked.value)
    _refuse(marked, reader.faults)
    _refuse(marked, [reader.placed(fault) for fault in unsound(track)])
    return track


def load_shipped(name: str) -> Track:
    """A shipped track by its id. Raises KeyError for an unknown one."""
    return load(shipped_text(name))


def shipped() -> tuple[Track, ...]:
    """The tracks that come with the product."""
    return tuple(map(load_shipped, SHIPPED))


def shipped_text(name: str) -> str:
    """The YAML of a shipped track, for a region to start from. Raises KeyError."""
    if name not in SHIPPED:
        raise KeyError(name)
    return files("workflows").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")


def _at(line: int, fault: Fault) -> FaultAt:
    return FaultAt(line, fault.code, fault.params, REMEDIES[fault.code])


def _refuse(marked: Marked, found: list[Fault]) -> None:
    if found:
        placed = [_at(marked.line(fault.path), fault) for fault in found]
        raise TrackFaults(tuple(sorted(placed, key=lambda fault: fault.line)))


class _Reader:
    """Turns plain values into a Track; what it cannot read it notes as a fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.origins: list[int] = []

    def placed(self, fault: Fault) -> Fault:
        """The fault with the path it has in the file: one row there may be several steps."""
        if fault.path[:1] != ("transitions",) or len(fault.path) < 2:
            return fault
        origin = self.origins[int(fault.path[1])]
        return Fault(fault.code, ("transitions", origin, *fault.path[2:]), fault.params)

    def note(self, code: str, path: Path, **params: str | int | None) -> None:
        self.faults.append(Fault(code, path, params))

    def track(self, value: Plain) -> Track:
        body = self.mapping(value, (), ("id", "title", "stages", "transitions"))
        given = body.get("title")
        title = self.mapping(given, ("title",), ("ru", "en")) if given else {}
        stages = self.items(body.get("stages") or [], ("stages",))
        rows = self.items(body.get("transitions") or [], ("transitions",))
        found = [self.stage(item, ("stages", n)) for n, item in enumerate(stages)]
        steps = [step for n, item in enumerate(rows) for step in self.steps(item, n)]
        return Track(
            self.word(body.get("id") or "", ("id",)),
            self.word(title.get("ru") or "", ("title", "ru")),
            self.word(title.get("en") or "", ("title", "en")),
            tuple(stage for stage in found if stage is not None),
            tuple(steps),
        )

    def stage(self, value: Plain, path: Path) -> Stage | None:
        body = self.mapping(value, path, ("state",), ("holder", "days", "kind", "until", "before"))
        state = self.one(State, body.get("state"), (*path, "state"))
        if state is None:
            return None
        return Stage(
            state,
            self.one(Role, body.get("holder"), (*path, "holder")),
            self.optional(body.get("days"), (*path, "days")),
            self.one(Kind, body.get("kind"), (*path, "kind")) or Kind.WORK,
            self.optional(body.get("until"), (*path, "until")),
            self.duty(body["before"], (*path, "before")) if "before" in body else None,
        )

    def duty(self, value: Plain, path: Path) -> Duty:
        body = self.mapping(value, path, ("holder",), ("days",))
        holder = self.one(Role, body.get("holder"), (*path, "holder"))
        return Duty(holder, self.optional(body.get("days"), (*path, "days")))

    def steps(self, value: Plain, number: int) -> list[Transition]:
        path: Path = ("transitions", number)
        lists = ("guards", "needs", "letters", "when", "effects")
        body = self.mapping(value, path, ("action", "from", "to", "role"), ("tone", *lists))
        action = self.word(body.get("action") or "", (*path, "action"))
        words = {name: self.words(body.get(name) or [], (*path, name)) for name in lists}
        tone = self.one(Tone, body.get("tone"), (*path, "tone")) or Tone.FORWARD
        role = self.one(Role, body.get("role"), (*path, "role"))
        if role is Role.ADMINISTRATOR:
            self.note("administrator_moves", (*path, "role"))
        ends = self.ends(body, path)
        if self.faults or role is None:
            return []
        self.origins += [number] * len(ends)
        return [
            Transition(action, source, target, role, tone=tone, **words) for source, target in ends
        ]

    def ends(self, body: dict[str, Plain], path: Path) -> list[tuple[State, State]]:
        listed = body.get("from")
        sources = listed if isinstance(listed, list) else [listed]
        if isinstance(listed, list) and None in listed:
            self.note("not_a_word", (*path, "from"))
        found = [self.one(State, item, (*path, "from")) for item in sources]
        to = body.get("to")
        target = None if to == SAME else self.one(State, to, (*path, "to"))
        return [(source, target or source) for source in found if source is not None]

    def mapping(
        self, value: Plain, path: Path, required: tuple[str, ...], more: tuple[str, ...] = ()
    ) -> dict[str, Plain]:
        if not isinstance(value, dict):
            self.note("not_a_mapping", path)
            return {}
        for key in required:
            if value.get(key) is None:
                self.note("missing_key", path, key=key)
            elif value[key] in ("", [], {}):
                self.note("empty", (*path, key), key=key)
        for key in value:
            if key not in required and key not in more:
                known = ", ".join((*required, *more))
                self.note("unknown_key", (*path, key), name=key, known=known)
        return value

    def items(self, value: Plain, path: Path) -> list[Plain]:
        if isinstance(value, list):
            return value
        self.note("not_a_list", path)
        return []

    def words(self, value: Plain, path: Path) -> tuple[str, ...]:
        return tuple(self.word(item, path) for item in self.items(value, path))

    def word(self, value: Plain, path: Path) -> str:
        if isinstance(value, str):
            return value
        self.note("not_a_word", path)
        return ""

    def optional(self, value: Plain, path: Path) -> str | None:
        return None if value is None else self.word(value, path)

    def one(self, kind: type[Word], value: Plain, path: Path) -> Word | None:
        if value is None:
            return None
        try:
            return kind(str(value))
        except ValueError:
            self.note("unknown_value", path, name=str(value), known=", ".join(kind))
            return None
