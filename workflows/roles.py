"""Roles of the review and the Actor: one person wearing one hat (docs/domain, section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workflows.refusal import WorkflowError


class Role(StrEnum):
    """The hats. One person may own several of them in several places."""

    TEACHER = "teacher"
    INTERNAL_EXPERT = "internal_expert"
    MOC = "moc"
    RMC = "rmc"
    EXPERT = "expert"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Place(StrEnum):
    """What a hat is bound to."""

    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"
    REGION = "region"


PLACE_OF: Final[Mapping[Role, Place]] = MappingProxyType(
    {
        Role.TEACHER: Place.ORGANISATION,
        Role.INTERNAL_EXPERT: Place.ORGANISATION,
        Role.MOC: Place.MUNICIPALITY,
        Role.RMC: Place.REGION,
        Role.EXPERT: Place.REGION,
        Role.ADMINISTRATOR: Place.REGION,
        Role.SYSTEM: Place.REGION,
    }
)


class ActorError(WorkflowError):
    """A hat without the place or person it needs."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one hat.

    `organisation_id` and `municipality_id` are the place the hat is worn in; an external
    expert carries the home organisation and municipality there, for conflicts only.
    Raises ActorError when the place `PLACE_OF` asks for is missing.
    """

    person_id: int | None
    role: Role
    organisation_id: int | None = None
    municipality_id: int | None = None
    grant_id: int | None = None

    def __post_init__(self) -> None:
        if (self.person_id is None) is not (self.role is Role.SYSTEM):
            raise ActorError("the system has no person, and every other hat has one")
        place = PLACE_OF[self.role]
        if place is Place.ORGANISATION and self.organisation_id is None:
            raise ActorError(f"{self.role} needs an organisation")
        if place is Place.MUNICIPALITY and self.municipality_id is None:
            raise ActorError(f"{self.role} needs a municipality")


SYSTEM: Final = Actor(None, Role.SYSTEM)
