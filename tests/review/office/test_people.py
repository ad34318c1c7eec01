"""People: found, added, given roles, invited, blocked; everything stands in the journal."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from review.database import db
from review.models.journal import JournalEntry
from review.models.people import Grant, Person
from tests.review.scene import enter, post, settle_person, sign_in
from workflows.roles import Role


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def acts() -> list[str]:
    return list(db.session.scalars(sa.select(JournalEntry.action).order_by(JournalEntry.id)))


def add(admin, **changed: str):
    fields = {
        "name": "Ольга Новикова",
        "email": "Olga@Example.org",
        "role": "teacher",
        "place": "Раздольное",
        **changed,
    }
    return post(admin, "/office/people", "/office/people/new", **fields)


@pytest.mark.both_databases
def test_a_new_person_gets_a_role_and_a_link_shown_once(app, admin, region) -> None:
    answer = add(admin)
    assert answer.status_code == 303
    page = text_of(admin.get(answer.location))
    link = re.search(r"/accounts/invitation/[\w-]+", page)[0]
    assert "МБОУ СОШ с. Раздольное" in page
    assert link not in text_of(admin.get(answer.location))
    guest = app.test_client()
    assert post(guest, link, password="sovsem drugoy parol").status_code == 303
    assert sign_in(app, "olga@example.org", "sovsem drugoy parol").get("/").status_code == 302
    given = db.session.scalars(sa.select(Grant).where(Grant.role == Role.TEACHER)).one()
    assert given.organisation_id == region.school
    assert acts()[:2] == ["person_added", "person_invited"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "admin@example.org"}, "уже"),
        ({"email": "no address"}, "anna@example.org"),
        ({"name": ""}, "Заполните это поле"),
        ({"place": ""}, "Выберите организацию"),
        ({"place": "нет такой школы"}, "ИНН"),
        ({"role": "moc", "place": "округ"}, "муниципалитет"),
        ({"role": "king"}, "Not a valid choice"),
        ({"home": "школа на Луне"}, "ИНН"),
    ],
)
def test_a_slip_is_told_and_nothing_typed_is_lost(admin, changed, said) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Person.id)))
    answer = add(admin, position="педагог-организатор", **changed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "педагог-организатор" in page
    if said != "Not a valid choice":
        assert said in page
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == before


def test_a_double_press_adds_one_person(admin) -> None:
    first, second = add(admin, form_key="one-key"), add(admin, form_key="one-key")
    assert first.location == second.location
    wanted = sa.select(sa.func.count(Person.id)).where(Person.email == "olga@example.org")
    assert db.session.scalar(wanted) == 1


def test_people_are_found_by_part_of_the_name_in_any_case(admin) -> None:
    settle_person("semyon@example.org", name="Семён Ёлкин")
    for asked in ("семен", "ЁЛКИН", "елк", "semyon@"):
        assert "Семён Ёлкин" in text_of(admin.get("/office/people", query_string={"q": asked}))
    assert "Никого не нашлось" in text_of(admin.get("/office/people?q=Пушкин"))


def test_the_list_is_cut_into_pages_and_costs_as_much_for_many(admin) -> None:
    for number in range(60):
        db.session.add(
            Person(
                email=f"p{number}@example.org",
                name=f"Человек {number:02}",
                created_at=db.session.scalar(sa.select(Person.created_at).limit(1)),
            )
        )
    db.session.commit()
    first = text_of(admin.get("/office/people"))
    after = re.search(r"after=(\d+)", first)[1]
    second = text_of(admin.get(f"/office/people?after={after}"))
    names = re.findall(r"Человек \d\d", first) + re.findall(r"Человек \d\d", second)
    assert sorted(set(names)) == names == [f"Человек {number:02}" for number in range(60)]
    assert "61 человек" in first


def test_roles_are_given_in_a_place_and_taken_away(admin, region) -> None:
    person = settle_person("eva@example.org").id
    url = f"/office/people/{person}"
    post(admin, f"{url}/roles", url, role="moc", place="Белогорский")
    given = db.session.scalars(sa.select(Grant).where(Grant.person_id == person)).one()
    assert (given.role, given.municipality_id) == (Role.MOC, region.neighbour)
    answer = post(admin, f"{url}/roles/{given.id}/take", url)
    assert answer.status_code == 303
    db.session.expire_all()
    assert given.revoked_at is not None
    assert acts() == ["role_given", "role_taken"]


def test_a_taken_role_is_lost_at_the_next_click(app, admin, region) -> None:
    person = settle_person("eva@example.org", Role.RMC)
    eva, url = enter(app, "eva@example.org"), f"/office/people/{person.id}"
    assert eva.get("/reports/").status_code == 200
    post(admin, f"{url}/roles/{person.grants[0].id}/take", url)
    assert eva.get("/reports/").status_code == 404


def test_an_administrator_stays_one_and_is_not_locked_out(admin, region) -> None:
    own = db.session.scalars(sa.select(Grant).where(Grant.role == Role.ADMINISTRATOR)).one()
    url = f"/office/people/{own.person_id}"
    assert post(admin, f"{url}/roles/{own.id}/take", url).status_code == 409
    assert post(admin, f"{url}/block", url, reason="устала").status_code == 409
    assert admin.get("/office/people").status_code == 200


def test_a_role_of_somebody_else_is_not_taken_through_ones_page(admin, region) -> None:
    eva = settle_person("eva@example.org", Role.RMC)
    zoya = settle_person("zoya@example.org", Role.RMC)
    url = f"/office/people/{eva.id}"
    answer = post(admin, f"{url}/roles/{zoya.grants[0].id}/take", url)
    assert answer.status_code == 404


def test_blocking_needs_a_reason_and_can_be_undone(app, admin) -> None:
    person = settle_person("eva@example.org", Role.RMC).id
    eva, url = enter(app, "eva@example.org"), f"/office/people/{person}"
    assert post(admin, f"{url}/block", url, reason=" ").status_code == 422
    assert post(admin, f"{url}/block", url, reason="Уволена 1 июня").status_code == 303
    assert "Уволена 1 июня" in text_of(admin.get(url))
    assert eva.get("/").status_code == 200
    assert "Войти" in text_of(eva.get("/"))
    post(admin, f"{url}/unblock", url)
    assert sign_in(app, "eva@example.org").get("/reports/").status_code == 200
    assert acts()[:2] == ["person_blocked", "person_unblocked"]


def test_what_is_known_is_changed_but_not_over_a_newer_state(admin, region) -> None:
    person = settle_person("eva@example.org", Role.EXPERT)
    url, version = f"/office/people/{person.id}", str(person.version)
    fields = {"name": "Ева Новая", "position": "методист", "home": "Радуга"}
    assert post(admin, url, version=version, **fields).status_code == 303
    stale = post(admin, url, version=version, **{**fields, "name": "Ева Старая"})
    assert stale.status_code == 409
    assert "Ева Старая" in text_of(stale)
    db.session.expire_all()
    assert (person.name, person.home_organisation_id) == ("Ева Новая", region.other_school)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MOC, Role.RMC, Role.EXPERT])
def test_the_office_is_not_there_for_other_roles(app, region, role) -> None:
    place = {Role.TEACHER: region.school, Role.MOC: region.municipality}.get(role)
    person = settle_person("eva@example.org", role, place)
    eva = enter(app, "eva@example.org")
    for page in ("people", "places", "profile", "seasons", "journal", f"people/{person.id}"):
        assert eva.get(f"/office/{page}").status_code == 404, page
