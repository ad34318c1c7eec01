"""A hat needs its place, and only the system has no person."""

import pytest

from workflows.roles import PLACE_OF, SYSTEM, Actor, ActorError, Place, Role


def test_every_role_has_a_place() -> None:
    assert set(PLACE_OF) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_hat_needs_the_place_of_its_role(role: Role) -> None:
    person = None if role is Role.SYSTEM else 1
    if PLACE_OF[role] is Place.REGION:
        assert Actor(person, role).role is role
        return
    with pytest.raises(ActorError):
        Actor(person, role)
    assert Actor(person, role, organisation_id=1, municipality_id=2).person_id == 1


def test_the_other_place_does_not_do() -> None:
    with pytest.raises(ActorError, match="organisation"):
        Actor(1, Role.TEACHER, municipality_id=2)
    with pytest.raises(ActorError, match="municipality"):
        Actor(1, Role.MOC, organisation_id=2)


def test_only_the_system_is_nobody() -> None:
    assert SYSTEM.person_id is None
    with pytest.raises(ActorError):
        Actor(1, Role.SYSTEM)
    with pytest.raises(ActorError):
        Actor(None, Role.RMC)
