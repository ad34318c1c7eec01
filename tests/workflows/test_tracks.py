"""Track files: the shipped ones stand, and every fault has its line and remedy."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import remedies, soundness, tracks
from workflows.letters import LETTERS
from workflows.machine import Duty, Stage, Track
from workflows.marked import read_marked
from workflows.roles import Role
from workflows.situation import State
from workflows.tracks import TrackFaults, load, load_shipped, shipped, shipped_text

TEXT = shipped_text("regional")


def faults(text: str) -> list[tuple[int, str]]:
    """Line and code of every fault."""
    with pytest.raises(TrackFaults) as caught:
        load(text)
    assert all(fault.remedy for fault in caught.value.faults)
    assert [f.line for f in caught.value.faults] == sorted(f.line for f in caught.value.faults)
    return [(fault.line, fault.code) for fault in caught.value.faults]


def line_of(part: str, text: str, nth: int = 0) -> int:
    """The line, from 1, on which the nth occurrence of `part` begins."""
    place = -1
    for _ in range(nth + 1):
        place = text.index(part, place + 1)
    return text.count("\n", 0, place) + 1


def edited(old: str, new: str, text: str = TEXT) -> str:
    """The text with the first `old` changed; `old` must be there."""
    assert old in text
    return text.replace(old, new, 1)


def test_three_tracks_are_shipped() -> None:
    assert [track.id for track in shipped()] == ["regional", "municipal", "short"]
    assert all(track.title and track.title_en for track in shipped())
    with pytest.raises(KeyError):
        load_shipped("../regional")


def test_layout_does_not_change_the_version() -> None:
    plain = yaml.safe_dump(yaml.safe_load(TEXT), allow_unicode=True, sort_keys=True)
    assert load(plain).version == load_shipped("regional").version
    later = load(edited("days: moc}", "days: rmc}"))
    assert later.version != load_shipped("regional").version


def test_every_known_letter_is_sent_by_some_track_or_to_the_panel() -> None:
    sent = {letter for track in shipped() for step in track.transitions for letter in step.letters}
    assert sent == set(LETTERS)


STAGE = "  - {state: moc_moderation, holder: moc, days: moc}"
CASES = [
    ("action: submit", "action: [submit]", "not_a_word", "action: [submit]"),
    ("action: submit", "action:", "missing_key", "- action:"),
    ("action: submit", 'action: ""', "empty", 'action: ""'),
    ("from: draft", "from: [draft, null]", "not_a_word", "from: [draft, null]"),
    ("from: draft", "from: []", "empty", "from: []"),
    ("from: draft", "from: drafts", "unknown_value", "from: drafts"),
    ("to: internal_check", "too: internal_check", "unknown_key", "too:"),
    ("role: teacher", "role: administrator", "administrator_moves", "role: administrator"),
    ("role: teacher", "role: king", "unknown_value", "role: king"),
    ("file_present, checks_clear, season_open", "sunny", "unknown_guard", "sunny"),
    ("when: [returned_by_internal_check]", "when: [rain]", "unknown_choice", "[rain]"),
    ("needs: [reason]", "needs: [money]", "unknown_need", "[money]"),
    ("letters: [moved_on, arrived_moc]", "letters: [spam]", "unknown_letter", "[spam]"),
    ("effects: [badge]", "effects: [magic]", "unknown_effect", "[magic]"),
    ("effects: [badge]", "effects: badge", "not_a_list", "effects: badge"),
    ("tone: back", "tone: loud", "unknown_value", "tone: loud"),
    ("days: internal}", "days: ages}", "unknown_days", "days: ages"),
    ("holder: internal_expert, ", "", "no_holder", "{state: internal_check"),
    (STAGE, f"{STAGE}\n{STAGE}", "double_stage", "days: expert_assign}"),
    (
        "{state: badge_active, kind: rest}",
        "{state: badge_active, kind: rest, holder: rmc}",
        "idle_holder",
        "kind: rest, holder",
    ),
    ("kind: rest}", "kind: sleep}", "unknown_value", "kind: sleep"),
    (", before: {holder: rmc, days: expert_assign}", "", "half_duty", "in_review, holder"),
    ("before: {holder: rmc, ", "before: {", "missing_key", "{state: in_review"),
    ("until: panel_full", "until: dawn", "unknown_guard", "until: dawn"),
    ("{state: draft, holder: teacher}", "draft", "not_a_mapping", "- draft"),
    ("title:", "titles:", "missing_key", "#"),
    ("id: regional", "id: 7", "not_a_word", "id: 7"),
    ("state: archived, kind: final", "state: archived, kind: rest", "no_exit", "archived, kind"),
    ("state: withdrawn, kind: rest", "state: withdrawn, kind: final", "final_with_exit", "withdr"),
    ("action: assign\n", "action: choose\n", "no_assignment", "transitions:"),
    ("    effects: [verdict]\n", "", "stray_verdict", "- action: pass_review"),
    ("effects: [returned]\n", "effects: [verdict]\n", "stray_verdict", "- action: send_back"),
    ("all_sheets_in, outcome_passed", "outcome_passed", "loose_verdict", "action: pass_review"),
    ("all_sheets_in, outcome_failed", "all_sheets_in", "loose_verdict", "action: fail_review"),
    (
        "    effects: [returned]\n",
        "",
        "stray_return",
        "- action: send_back",
    ),
    ("letters: [admitted]", "effects: [new_round]", "stray_round", "- action: admit"),
    ("to: decided_passed", "to: badge_active", "badge_without_pass", "- action: pass_review"),
    ("role: moc\n", "role: rmc\n", "powerless_holder", "state: moc_moderation"),
]


@pytest.mark.parametrize(("old", "new", "code", "where"), CASES)
def test_a_fault_is_named_with_its_line(old: str, new: str, code: str, where: str) -> None:
    text = edited(old, new)
    if code == "powerless_holder":
        text = text.replace("role: moc\n", "role: rmc\n")
    found = faults(text)
    assert code in {each for _, each in found}
    if code == "double_stage":
        assert found[0] == (line_of(STAGE, text, 1), code)
    elif code == "stray_verdict" and "verdict" in new:
        assert (line_of("- action: send_back", text), code) in found
    elif where != "#" and code != "final_with_exit" and "days: expert" not in where:
        assert (line_of(where, text), code) in found


def test_a_row_of_several_steps_has_one_line() -> None:
    text = edited("guards: [all_sheets_in, outcome_passed]", "guards: [all_sheets_in, moon]")
    line = line_of("moon", text)
    assert faults(text) == [(line, "unknown_guard")] * 2


def test_a_default_variant_must_close_the_row() -> None:
    start = TEXT.index(
        "    guards: [new_revision, checks_clear, no_unanswered_musts, resubmissions_left]"
    )
    text = TEXT[:start] + "    when: [returned_by_expert_assignment]\n" + TEXT[start:]
    assert faults(text) == [(line_of("- action: resubmit", text, 3), "no_default_variant")]


def test_a_variant_after_the_default_is_never_reached() -> None:
    row = "  - {action: pass_on, from: internal_check, to: rmc_moderation, role: internal_expert"
    assert faults(f"{TEXT}{row}}}\n") == [(line_of(row, f"{TEXT}{row}"), "double_transition")]
    late = f"{TEXT}{row}, guards: [season_open]}}\n"
    assert faults(late) == [(line_of(row, late), "variant_after_default")]


def test_a_state_that_nothing_leads_to() -> None:
    text = edited("to: rmc_moderation\n    role: moc", "to: expert_assignment\n    role: moc")
    cut = text.replace("to: rmc_moderation\n", "to: moc_moderation\n")
    assert (line_of("{state: rmc_moderation", cut), "unreachable") in faults(cut)


def test_a_step_between_states_without_a_stage() -> None:
    text = edited(f"{STAGE}\n", "")
    codes = {code for _, code in faults(text)}
    assert codes == {"state_without_stage"}


def test_draft_comes_first() -> None:
    first = "  - {state: draft, holder: teacher}\n"
    text = edited(first, "").replace("  - {state: in_revision", f"{first}  - {{state: in_revision")
    assert faults(text) == [(line_of("stages:", text), "no_draft_first")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: ]\n", [(1, "not_yaml")]),
        ("id: one\nid: two\n", [(2, "double_key")]),
        ("a: &x 1\nb: *x\n", [(2, "no_aliases")]),
        ("a: 1\n---\nb: 2\n", [(2, "not_yaml")]),
        ("\x07", [(1, "not_yaml")]),
        ("", [(1, "not_a_mapping")]),
        ("- 1\n", [(1, "not_a_mapping")]),
        ("#" * tracks.MAX_BYTES + "#", [(1, "too_large")]),
        ("[" * 50_000, [(1, "too_deep")]),
    ],
)
def test_text_that_is_no_track(text: str, expected: list[tuple[int, str]]) -> None:
    assert faults(text) == expected


def test_the_line_of_what_is_not_written_is_that_of_what_holds_it() -> None:
    marked = read_marked("a: 1\nb:\n  - c\n")
    assert marked.line(("b", 0, "deep", "er")) == 3
    assert marked.line(("z",)) == 1


def test_a_fault_reads_well() -> None:
    with pytest.raises(TrackFaults) as caught:
        load(edited("tone: back", "tone: blue"))
    line = line_of("tone: blue", edited("tone: back", "tone: blue"))
    assert str(caught.value) == (
        f"line {line}: unknown_value (name blue, known forward, back, final): use a known word"
    )
    with pytest.raises(TrackFaults, match="line 1: too_large: keep the file under 200 kB"):
        load("#" * (tracks.MAX_BYTES + 1))


def test_every_fault_has_its_remedy_and_every_remedy_its_fault() -> None:
    said = {case[2] for case in CASES} | {
        "not_yaml",
        "too_large",
        "no_aliases",
        "too_deep",
        "double_key",
        "no_draft_first",
        "state_without_stage",
        "double_transition",
        "variant_after_default",
        "no_default_variant",
        "unreachable",
    }
    assert said == set(remedies.REMEDIES)


def test_an_empty_track_is_unsound() -> None:
    empty = Track("x", "x", "x", (), ())
    assert [fault.code for fault in soundness.faults(empty)] == ["no_draft_first"]
    lonely = Track("x", "x", "x", (Stage(State.DRAFT, Role.TEACHER),), ())
    idle = Stage(State.DRAFT, Role.TEACHER, until="panel_full", before=Duty(None, "ages"))
    waiting = soundness.faults(Track("x", "x", "x", (idle,), ()))
    assert [(fault.code, fault.path[2:]) for fault in waiting] == [
        ("no_holder", ("before",)),
        ("unknown_days", ("before", "days")),
    ]
    codes = [fault.code for fault in soundness.faults(lonely)]
    assert codes == ["no_exit", "powerless_holder", "no_assignment"]


def attempt(text: str) -> Track | TrackFaults:
    """The track, or why there is none."""
    try:
        return load(text)
    except TrackFaults as error:
        return error


@given(st.text(max_size=300))
def test_any_text_is_refused_in_good_order(text: str) -> None:
    found = attempt(text)
    assert isinstance(found, TrackFaults)
    assert found.faults


@settings(max_examples=60)
@given(st.data())
def test_a_file_with_lines_lost_is_loaded_or_refused(data: st.DataObject) -> None:
    lines = TEXT.splitlines(keepends=True)
    start = data.draw(st.integers(0, len(lines)))
    count = data.draw(st.integers(0, 20))
    found = attempt("".join(lines[:start] + lines[start + count :]))
    if isinstance(found, Track):
        assert not soundness.faults(found)
    else:
        assert all(1 <= fault.line <= len(lines) + 1 for fault in found.faults)
