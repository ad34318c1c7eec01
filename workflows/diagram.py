"""A track as a table, as Mermaid text and as a drawing; the documentation is made from these.

Words come in by `word`, so the same drawing speaks any language; without it codes are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from workflows.machine import Kind, Stage, Tone, Track, Transition
from workflows.situation import State

Word = Callable[[str], str]

_WIDTH, _BOX, _HEIGHT, _STEP = 760, 260, 40, 84
_LEFT = (_WIDTH - _BOX) // 2


def _code(word: str) -> str:
    return word


def table(track: Track, word: Word = _code) -> str:
    """The table of transitions in Markdown: the specification a person can read."""
    head = ("from", "action", "to", "role", "guards", "needs", "letters")
    rows = [tuple(map(word, head)), ("---",) * len(head)]
    rows += [_row(step, word) for step in track.transitions]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(step: Transition, word: Word) -> tuple[str, ...]:
    lists = ((*step.when, *step.guards), step.needs, step.letters)
    names = (step.source, step.action, step.target, step.role)
    told = (", ".join(map(word, words)) for words in lists)
    return tuple(text.replace("|", "\\|") for text in (*map(word, names), *told))


def mermaid(track: Track, word: Word = _code) -> str:
    """A state diagram in Mermaid, which code hosts draw by themselves."""
    lines = ["stateDiagram-v2", f"    [*] --> {track.stages[0].state}"]
    lines += [f"    {stage.state} : {_label(stage, word)}" for stage in track.stages]
    lines += [f"    {way.source} --> {way.target} : {way.label}" for way in _ways(track, word)]
    ends = (stage.state for stage in track.stages if stage.kind is Kind.FINAL)
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ends)]) + "\n"


def _label(stage: Stage, word: Word) -> str:
    name = word(stage.state)
    return f"{name} ({word(stage.holder)})" if stage.holder else name


@dataclass(frozen=True, slots=True)
class _Way:
    """All steps between the same two stages: they share an arrow."""

    source: State
    target: State
    label: str
    tone: Tone


def _ways(track: Track, word: Word) -> list[_Way]:
    found: dict[tuple[State, State], _Way] = {}
    for step in track.transitions:
        ends, label = (step.source, step.target), word(step.action)
        known = found.get(ends)
        if known is None:
            found[ends] = _Way(*ends, label, step.tone)
        elif label not in known.label.split(", "):
            found[ends] = _Way(*ends, f"{known.label}, {label}", known.tone)
    return list(found.values())


def svg(track: Track, word: Word = _code) -> str:
    """A drawing: stages top to bottom, ways down on the right, ways up on the left.

    Styled by classes alone: track-box with track-work, -rest or -final; track-arrow with
    track-forward, -back or -end by tone; track-tip, track-name and track-note.
    """
    places = {stage.state: index for index, stage in enumerate(track.stages)}
    height = _STEP * len(track.stages)
    boxes = [_box(index, stage, word) for index, stage in enumerate(track.stages)]
    arrows = [
        _arrow(places[way.source], places[way.target], way)
        for way in _ways(track, word)
        if way.source is not way.target
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'class="track-drawing"><title>{escape(word(track.title))}</title>'
        '<defs><marker id="track-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" class="track-tip"/></marker></defs>'
        f"{''.join(arrows)}{''.join(boxes)}</svg>\n"
    )


def _box(index: int, stage: Stage, word: Word) -> str:
    top, middle = index * _STEP + 12, _WIDTH // 2
    note = word(stage.holder) if stage.holder else ""
    return (
        f'<rect x="{_LEFT}" y="{top}" width="{_BOX}" height="{_HEIGHT}" rx="8" '
        f'class="track-box track-{stage.kind}"/>'
        f'<text x="{middle}" y="{top + 18}" text-anchor="middle" class="track-name">'
        f"{escape(word(stage.state))}</text>"
        f'<text x="{middle}" y="{top + 33}" text-anchor="middle" class="track-note">'
        f"{escape(note)}</text>"
    )


def _arrow(source: int, target: int, way: _Way) -> str:
    """A straight way to the next stage, else a bow that is the wider the farther it goes."""
    start, end = source * _STEP + 12, target * _STEP + 12
    kind = "end" if way.tone is Tone.FINAL else way.tone
    look = f'class="track-arrow track-{kind}" marker-end="url(#track-tip)"'
    label = escape(way.label)
    if target == source + 1:
        middle = _WIDTH // 2
        text = f'<text x="{middle + 8}" y="{end - 16}" class="track-note">{label}</text>'
        return _path(f"M{middle} {start + _HEIGHT}V{end}", look, label) + text
    ahead = target > source
    side = _LEFT + _BOX if ahead else _LEFT
    reach = min(30 + 14 * abs(target - source), _LEFT - 10)
    bow = side + reach if ahead else side - reach
    first, last = start + 26, end + 14
    return _path(f"M{side} {first}C{bow} {first} {bow} {last} {side} {last}", look, label)


def _path(line: str, look: str, label: str) -> str:
    return f'<path d="{line}" {look}><title>{label}</title></path>'
