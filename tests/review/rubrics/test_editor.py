"""A rubric is edited in the browser; publishing makes a version and moves no stored total."""

from __future__ import annotations

import html
import io
import re

import pytest
import sqlalchemy as sa

from review import profiles
from review.database import db
from review.models.profiles import RubricDraft, RubricVersion
from review.models.scoring import ScoreSheet, Verdict
from review.rubrics import service, tree
from rubric.loading import load_shipped, shipped
from tests.road import Browser, Road

URL = "/office/rubrics"


@pytest.fixture
def road(app, db_session) -> Road:
    return Road(app)


@pytest.fixture
def admin(road: Road) -> Browser:
    return road.browser(road.people.administrator)


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def fields_of(page: str) -> dict[str, list[str]]:
    """What the browser would send if the editor's form were sent as it stands."""
    form, found = page.split("data-rubric")[1].split("</form>")[0], {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)[1]
        value = html.unescape(re.search(r'value="([^"]*)"', tag)[1])
        if 'type="checkbox"' not in tag or "checked" in tag:
            found.setdefault(name, []).append(value)
    for name, said in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = [html.unescape(said)]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        found[name] = re.findall(r'<option value="([^"]*)" selected', options) or [""]
    found.pop("csrf_token")
    return found


def begin(admin: Browser, **fields) -> str:
    answer = admin.post(f"{URL}/drafts", fields)
    assert answer.status_code == 303
    return answer.location


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_rubric_passes_through_the_editor_unchanged(name: str) -> None:
    rubric = load_shipped(name)
    told = service.read(tree.content_of(rubric.as_data()))
    assert told.faults == ()
    assert told.rubric == rubric
    assert profiles.load_rubric(service.source_of(tree.content_of(rubric.as_data()))) == rubric


def test_a_page_sent_back_as_it_stands_changes_nothing(admin) -> None:
    url = begin(admin)
    assert admin.post(url, fields_of(text_of(admin.get(url)))).status_code == 303
    draft = db.session.scalars(sa.select(RubricDraft)).one()
    assert service.read(draft.content).rubric == load_shipped("znachok_default_40")


def test_buttons_add_move_copy_and_remove_without_any_script(admin) -> None:
    url = begin(admin)
    acts = ["criteria:0:down", "criteria:0:copy", "criteria:1:remove", "criteria:0:add"]
    before = [
        one["id"] for one in db.session.scalars(sa.select(RubricDraft)).one().content["criteria"]
    ]
    seen = []
    for act in acts:
        fields = fields_of(text_of(admin.get(url))) | {"do": act}
        assert admin.post(url, fields).status_code == 303
        db.session.expire_all()
        content = db.session.scalars(sa.select(RubricDraft)).one().content
        seen.append([one["id"] for one in content["criteria"]])
    assert seen[0][:2] == [before[1], before[0]]
    assert (seen[1][0], seen[1][2:]) == (seen[0][0], seen[0][1:])
    assert len(set(seen[1])) == len(seen[1])
    assert len(seen[1]) == len(before) + 1
    assert seen[2] == seen[0]
    assert len(seen[3]) == len(before) + 1


def test_a_fault_stands_at_its_field_and_what_was_typed_is_kept(admin) -> None:
    url = begin(admin)
    fields = fields_of(text_of(admin.get(url)))
    fields |= {"criteria[1].weight": ["много"], "verdict.threshold": ["9000"]}
    assert admin.post(url, fields).status_code == 303
    page = text_of(admin.get(url))
    assert 'id="criteria[1].weight-error"' in page
    assert 'value="много"' in page
    refused = admin.post(url, fields_of(page) | {"do": "publish"})
    assert refused.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(RubricVersion.id))) == 1


def test_two_windows_never_overwrite_each_other(admin) -> None:
    url = begin(admin)
    first = fields_of(text_of(admin.get(url)))
    second = {**first, "title_ru": ["Вторая"]}
    assert admin.post(url, {**first, "title_ru": ["Первая"]}).status_code == 303
    refused = admin.post(url, second)
    assert refused.status_code == 409
    assert "Вторая" in text_of(refused)
    headers = {"Accept": "application/json"}
    assert admin.post(url, second, headers=headers).status_code == 409


def test_hostile_names_and_files_end_in_words(admin) -> None:
    url = begin(admin)
    hostile = {
        "title_ru": ["a"],
        "title_ru.x": ["b"],
        "criteria[9999].id": ["c"],
        "criteria": ["d"],
    }
    assert admin.post(url, hostile).status_code == 303
    assert admin.get(url).status_code == 200
    sent = {"source": (io.BytesIO(b"a: [\xff"), "rubric.yaml")}
    assert admin.post(f"{URL}/drafts", sent).status_code == 422
    assert admin.get(f"{URL}/drafts/77").status_code == 404


@pytest.mark.both_databases
def test_a_rubric_edited_in_mid_season_leaves_every_stored_total_unchanged(road, admin) -> None:
    with road.app.app_context():
        road.at("badge_active")
        road.at("in_revision", title="Вторая")
        version = db.session.scalars(sa.select(RubricVersion)).one().id
        before = stored()
    url = begin(admin, version_id=str(version))
    fields = fields_of(text_of(admin.get(url))) | {"verdict.threshold": ["20"]}
    assert admin.post(url, fields).status_code == 303
    assert "Изменился смысл" in text_of(admin.get(url))
    trial = text_of(admin.get(f"{url}/trial"))
    assert "Решение изменилось бы у 1." in trial
    fields = fields_of(text_of(admin.get(url))) | {"do": "publish"}
    assert admin.post(url, fields).status_code == 303
    assert admin.get(url).status_code == 404
    with road.app.app_context():
        assert stored() == before
        assert db.session.scalar(sa.select(sa.func.count(RubricVersion.id))) == 2


def stored() -> list[tuple]:
    sheets = sa.select(ScoreSheet.id, ScoreSheet.total, ScoreSheet.rubric_version_id)
    verdicts = sa.select(Verdict.id, Verdict.exact, Verdict.outcome)
    return [tuple(row) for one in (sheets, verdicts) for row in db.session.execute(one)]


def test_what_if_shows_and_exports_who_would_change_sides(road, admin) -> None:
    with road.app.app_context():
        road.at("badge_active")
        version = db.session.scalars(sa.select(RubricVersion)).one().id
    page = f"{URL}/{version}/what-if"
    assert "Решение изменилось бы у 0." in text_of(admin.get(page))
    assert "Решение изменилось бы у 1." in text_of(admin.get(f"{page}?threshold=40"))
    book = text_of(admin.get(f"{page}?threshold=40&form=csv")).splitlines()
    assert len(book) == 2
    assert "30,5" in book[1]
    for wrong in ("threshold=x", "threshold=9000", "criterion=zz&weight=2"):
        assert admin.get(f"{page}?{wrong}").status_code == 422


def test_preview_draws_the_bench(admin) -> None:
    url = begin(admin)
    assert 'class="point"' in text_of(admin.get(f"{url}/preview"))
    assert "rubric_id:" in text_of(admin.get(f"{url}.yaml"))
    assert "Черновик" in text_of(admin.get(url))
    assert admin.get(URL).status_code == 200
    assert admin.post(f"{url}/drop").status_code == 303
