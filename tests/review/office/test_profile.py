"""The region's profile: versions that never change, files with every fault told."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from review import profiles
from review.database import db
from review.documents.checks.settings import CheckSettings
from review.models.profiles import ProfileVersion, RubricVersion, TrackVersion
from review.profiles import Figures
from rubric import loading
from tests.region import LENIENT
from tests.review.scene import token
from workflows import tracks

URL = "/office/profile"


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def shown_fields(page: str) -> dict[str, object]:
    """What the browser would send if the form of the profile were sent as it stands."""
    form = page.split(f'action="{URL}"')[1].split("</form>")[0]
    fields: dict[str, object] = dict(
        re.findall(r'<input[^>]*name="(\w+)"[^>]*type="(?:text|hidden)"[^>]*value="([^"]*)"', form)
    )
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="(\w+)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' not in tag:
            fields[name] = value[1] if value else ""
        elif "checked" in tag:
            fields[name] = [*fields.get(name, []), value[1]]
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        fields[name] = re.search(r'<option selected value="([^"]*)"', options)[1]
    return fields


def count(table) -> int:
    return db.session.scalar(sa.select(sa.func.count(table.id)))


@pytest.mark.both_databases
def test_saving_publishes_a_new_version_and_keeps_the_old_one(admin, region) -> None:
    fields = shown_fields(text_of(admin.get(URL)))
    fields |= {"experts": "3", "days_expert": "15", "resubmissions_max": ""}
    assert admin.post(URL, data=fields).status_code == 303
    first, second = db.session.scalars(sa.select(ProfileVersion).order_by(ProfileVersion.number))
    assert Figures.from_json(first.figures) == LENIENT
    changed = Figures.from_json(second.figures)
    assert (changed.experts, changed.days["expert"], changed.resubmissions_max) == (3, 15, None)
    assert changed.exclude == Figures().exclude
    assert changed.blindness == Figures().blindness
    page = text_of(admin.get(URL))
    assert "№ 2" in page
    assert "у программ в работе остаётся та, с которой они начали" in page


def test_the_administrator_chooses_which_checks_block_and_which_are_off(admin, region) -> None:
    fields = shown_fields(text_of(admin.get(URL)))
    fields |= {
        "checks_blocking": ["H8", "E30"], "checks_off": ["E11"], "checks_required": ["passport"],
        "checks_literature_years": "3", "checks_hours_limit": "432",
    }  # fmt: skip
    assert admin.post(URL, data=fields).status_code == 303
    settings = Figures.from_json(profiles.get_current().figures).checks
    assert set(settings.blocking) == {"H8", "E30"}
    assert (settings.off, settings.required) == (("E11",), ("passport",))
    assert (settings.literature_years, settings.hours_limit) == (3, 432)
    again = shown_fields(text_of(admin.get(URL)))
    assert set(again["checks_blocking"]) == {"H8", "E30"}
    assert admin.post(URL, data=again).status_code == 303
    assert count(ProfileVersion) == 2


def test_a_blocking_id_this_version_does_not_know_is_kept(admin, region) -> None:
    current = profiles.get_current()
    old = Figures(checks=CheckSettings(blocking=("Z99", "H8")))
    profiles.publish_profile("Область", old, current.rubric_version, current.track_version)
    db.session.commit()
    fields = shown_fields(text_of(admin.get(URL))) | {"checks_blocking": ["H2"]}
    assert admin.post(URL, data=fields).status_code == 303
    assert Figures.from_json(profiles.get_current().figures).checks.blocking == ("Z99", "H2")


def test_figures_the_form_does_not_show_are_kept(admin, region) -> None:
    current = profiles.get_current()
    own = {
        "template_percent": 37.5,
        "exclude": ("author", "same_organisation"),
        "registry_prefix": "АМ",
    }
    profiles.publish_profile(
        "Область", replace(LENIENT, **own), current.rubric_version, current.track_version
    )
    db.session.commit()
    fields = shown_fields(text_of(admin.get(URL)))
    assert "template_percent" not in fields
    assert admin.post(URL, data={**fields, "experts": "3"}).status_code == 303
    assert count(ProfileVersion) == 3
    saved = Figures.from_json(profiles.get_current().figures)
    assert saved == replace(LENIENT, **own, experts=3)


def test_nothing_changed_makes_no_version(admin, region) -> None:
    fields = shown_fields(text_of(admin.get(URL)))
    assert admin.post(URL, data=fields).status_code == 303
    assert count(ProfileVersion) == 1


def test_a_profile_published_meanwhile_is_not_overwritten(admin, region) -> None:
    fields = shown_fields(text_of(admin.get(URL)))
    assert admin.post(URL, data={**fields, "experts": "3"}).status_code == 303
    late = admin.post(URL, data={**fields, "experts": "4"})
    assert late.status_code == 409
    assert count(ProfileVersion) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("experts", "0"),
        ("experts", "two"),
        ("days_moc", ""),
        ("badge_validity_months", "121"),
        ("region", " "),
        ("rubric", "999"),
        ("experts_see_each_other", "sometimes"),
    ],
)
def test_a_figure_that_makes_no_sense_is_told_at_its_field(admin, region, field, value) -> None:
    fields = shown_fields(text_of(admin.get(URL)))
    answer = admin.post(URL, data={**fields, "registry_prefix": "АМУР", field: value})
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert 'value="АМУР"' in page
    assert count(ProfileVersion) == 1


def test_a_new_region_starts_from_what_is_shipped(admin, region) -> None:
    for table in (RubricVersion, TrackVersion):  # stored versions never go; here none was stored
        db.session.execute(sa.text(f"DROP TRIGGER {table.__tablename__}_no_delete"))
    for table in (ProfileVersion, RubricVersion, TrackVersion):
        db.session.execute(sa.delete(table))
    db.session.commit()
    profiles.forget()
    fields = shown_fields(text_of(admin.get(URL)))
    assert fields["rubric"] == "shipped:znachok_default_40"
    assert admin.post(URL, data={**fields, "region": "Новая область"}).status_code == 303
    made = profiles.get_current()
    assert (made.region, made.number) == ("Новая область", 1)
    assert made.rubric_version.rubric_id == "znachok_default_40"


def upload(admin, kind: str, content: bytes):
    data = {"csrf_token": token(admin, URL), "source": (io.BytesIO(content), f"{kind}.yaml")}
    return admin.post(f"{URL}/{kind}s", data=data, content_type="multipart/form-data")


def test_a_rubric_is_stored_and_offered(admin, region) -> None:
    text = loading.shipped()["koiro_dpp_pk_2025"].read_text(encoding="utf-8")
    assert upload(admin, "rubric", text.encode()).status_code == 303
    stored = db.session.scalars(sa.select(RubricVersion).order_by(RubricVersion.id.desc())).first()
    page = text_of(admin.get(URL))
    assert f'value="{stored.id}"' in page
    assert stored.title in text_of(admin.get(f"/office/rubrics/{stored.id}"))
    assert text_of(admin.get(f"/office/rubrics/{stored.id}.yaml")) == text
    assert upload(admin, "rubric", text.encode()).status_code == 303
    assert count(RubricVersion) == 2


def test_every_fault_of_a_rubric_is_told_with_its_line(admin, region) -> None:
    text = loading.shipped()["znachok_default_40"].read_text(encoding="utf-8")
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines, 1) if line == "  max: 2")
    lines[place - 1] = "  max: two"
    answer = upload(admin, "rubric", "\n".join(lines).encode())
    page = text_of(answer)
    assert answer.status_code == 422
    assert f"Строка {place}" in page
    assert "two" in page
    assert count(RubricVersion) == 1


def test_every_fault_of_a_track_is_told_with_its_line(admin, region) -> None:
    text = tracks.shipped_text("regional").replace("holder: moc", "holder: king", 1)
    place = next(n for n, line in enumerate(text.splitlines(), 1) if "holder: king" in line)
    answer = upload(admin, "track", text.encode())
    page = text_of(answer)
    assert answer.status_code == 422
    assert f"Строка {place}" in page
    assert "Неизвестное слово" in page
    assert count(TrackVersion) == 1


def test_a_track_is_stored_and_shown(admin, region) -> None:
    assert upload(admin, "track", tracks.shipped_text("short").encode()).status_code == 303
    stored = db.session.scalars(sa.select(TrackVersion).order_by(TrackVersion.id.desc())).first()
    assert stored.title in text_of(admin.get(f"/office/tracks/{stored.id}"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a" * 500_000, b"- 1\n- 2"])
def test_what_is_no_rubric_is_refused_in_words(admin, region, content) -> None:
    answer = upload(admin, "rubric", content)
    assert answer.status_code == 422
    assert "не сохранён" in text_of(answer) or "rubric-error" in text_of(answer)


def test_every_fault_of_a_track_has_words() -> None:
    from review.office.words import DAYS, RULES, TRACK_FAULTS
    from rubric.rules import MODES
    from workflows.remedies import REMEDIES

    assert set(TRACK_FAULTS) == set(REMEDIES)
    assert set(DAYS) == set(profiles.SAMPLE_DAYS)
    assert set(RULES) == set(MODES)


def test_every_act_of_the_journal_has_words() -> None:
    from pathlib import Path

    from review.office.words import ACTS

    written = {
        act
        for path in Path("review").rglob("*.py")
        for act in re.findall(r'\bjournal\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert written <= set(ACTS)
    assert len(written) > 15


def test_what_does_not_exist_is_not_found(admin, region) -> None:
    for page in ("rubrics/99", "tracks/99", "rubrics/99.yaml", "seasons/99", "people/99"):
        assert admin.get(f"/office/{page}").status_code == 404


def test_the_file_goes_by_a_safe_name(admin, region) -> None:
    answer = admin.get("/office/tracks/1.yaml")
    assert re.fullmatch(
        r"attachment; filename=tracks-[0-9a-f]{12}\.yaml", answer.headers["Content-Disposition"]
    )
