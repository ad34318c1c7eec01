"""A track drawn: nothing of the table is lost, and the drawing is sound SVG."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from workflows import diagram
from workflows.machine import Track
from workflows.tracks import shipped

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("track", shipped(), ids=lambda track: track.id)
def test_the_table_has_a_row_for_every_step(track: Track) -> None:
    rows = diagram.table(track).splitlines()
    assert len(rows) == len(track.transitions) + 2
    assert len({row.count("|") for row in rows}) == 1
    for step, row in zip(track.transitions, rows[2:], strict=True):
        for word in (step.action, step.source, step.target, step.role, *step.guards, *step.when):
            assert word in row


def test_words_are_the_callers() -> None:
    track = shipped()[0]
    table = diagram.table(track, lambda word: f"<{word}|>")
    assert "<submit\\|>" in table


@pytest.mark.parametrize("track", shipped(), ids=lambda track: track.id)
def test_mermaid_names_every_stage_and_way(track: Track) -> None:
    text = diagram.mermaid(track)
    assert text.startswith("stateDiagram-v2\n    [*] --> draft\n")
    assert "archived --> [*]" in text
    for step in track.transitions:
        line = next(
            line for line in text.splitlines() if f" {step.source} --> {step.target} : " in line
        )
        assert step.action in line
    assert "    in_review --> in_review : replace_expert" in text


@pytest.mark.parametrize("track", shipped(), ids=lambda track: track.id)
def test_the_drawing_shows_stages_and_ways(track: Track) -> None:
    drawing = ET.fromstring(diagram.svg(track))
    assert drawing.findtext(f"{SVG}title") == track.title
    assert len(drawing.findall(f"{SVG}rect")) == len(track.stages)
    ways = {(step.source, step.target) for step in track.transitions if step.moves}
    assert len(drawing.findall(f"{SVG}path")) == len(ways)
    tones = {path.attrib["class"].split()[1] for path in drawing.findall(f"{SVG}path")}
    assert tones == {"track-forward", "track-back", "track-end"}
    assert not [element for element in drawing.iter() if "style" in element.attrib]
    width = float(drawing.attrib["viewBox"].split()[2])
    for path in drawing.findall(f"{SVG}path"):
        numbers = path.attrib["d"].replace("M", " ").replace("C", " ").replace("V", " ").split()
        assert all(float(number) >= 0 for number in numbers)
        assert all(float(number) <= width for number in numbers[::2] if len(numbers) == 8)


def test_words_are_escaped() -> None:
    track = replace(shipped()[0], title='<b>&"')
    drawing = diagram.svg(track, lambda word: f"{word}<script>")
    assert "<script>" not in drawing
    assert ET.fromstring(drawing).findtext(f"{SVG}title") == '<b>&"<script>'
