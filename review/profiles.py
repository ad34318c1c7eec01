"""The regional profile as one object: figures, rubric, track.

A region's numbers (days, number of experts, validity, blindness) are data of a profile version;
a submission keeps the version it began with (domain brief, sections 6 and 14).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents.checks.settings import CheckSettings
from review.faults import Invalid, NotFound
from review.models.profiles import ProfileVersion, RubricVersion, Season, TrackVersion
from rubric.criteria import Rubric
from rubric.loading import load as load_rubric
from workflows.machine import Track
from workflows.tracks import load as load_track
from workflows.visibility import Blindness, EachOther, Naming

#: Sample figures, every one editable by the region (domain brief, section 6).
SAMPLE_DAYS: Mapping[str, int] = {
    "internal": 3,
    "moc": 5,
    "rmc": 5,
    "expert_assign": 2,
    "expert": 10,
    "third": 5,
    "author_revision": 10,
    "publish": 3,
}


@dataclass(frozen=True)
class Figures:
    """A region's numbers. Days are working days, validity is months; `checks` are of the text."""

    days: Mapping[str, int] = field(default_factory=lambda: dict(SAMPLE_DAYS))
    experts: int = 2
    max_active_per_expert: int = 8
    exclude: tuple[str, ...] = (
        "author",
        "same_organisation",
        "same_municipality",
        "previous_round",
    )
    expert_sees_author: bool = False
    expert_sees_organisation: bool = False
    experts_see_each_other: str = "after_verdict"
    author_sees_experts: str = "codes"
    resubmissions_max: int | None = 3
    badge_validity_months: int = 36
    registry_prefix: str = "ЗН"
    publish_score: bool = True
    checks: CheckSettings = field(default_factory=CheckSettings)
    #: A phrase in more than this share of the region's programmes is a template's, in percent.
    template_percent: float = 1.0

    def to_json(self) -> dict[str, Any]:
        """The figures as stored in a profile version."""
        return {
            **asdict(self),
            "days": dict(self.days),
            "exclude": list(self.exclude),
            "checks": self.checks.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figures:
        """Read stored figures; a figure added later takes its sample value."""
        known = {one.name for one in fields(cls)}
        given = {name: value for name, value in data.items() if name in known}
        given["days"] = {**SAMPLE_DAYS, **given.get("days", {})}
        given["exclude"] = tuple(given.get("exclude", cls.exclude))
        given["checks"] = CheckSettings.from_json(given.get("checks", {}))
        return cls(**given)

    @property
    def blindness(self) -> Blindness:
        """Who sees whom."""
        return Blindness(
            expert_sees_author=self.expert_sees_author,
            expert_sees_organisation=self.expert_sees_organisation,
            experts_see_each_other=EachOther(self.experts_see_each_other),
            author_sees_experts=Naming(self.author_sees_experts),
        )


@dataclass(frozen=True)
class Profile:
    """Everything regional that one submission is reviewed by."""

    version_id: int
    region: str
    figures: Figures
    rubric: Rubric
    track: Track


@lru_cache(maxsize=64)
def rubric_of(content_hash: str, source: str) -> Rubric:
    """The rubric of a stored version; parsed once a process."""
    rubric = load_rubric(source)
    if rubric.content_hash != content_hash:
        raise ValueError(f"the stored rubric does not hash to its name {content_hash}")
    return rubric


@lru_cache(maxsize=64)
def track_of(source: str) -> Track:
    """The track of a stored version; parsed once a process."""
    return load_track(source)


@lru_cache(maxsize=256)
def get_rubric(version_id: int) -> Rubric:
    """The rubric of a version; versions never change, so it is read once a process."""
    row = db.session.get(RubricVersion, version_id)
    if row is None:
        raise NotFound("rubric")
    return rubric_of(row.content_hash, row.source)


@lru_cache(maxsize=256)
def get_track(version_id: int) -> Track:
    """The track of a version; versions never change, so it is read once a process."""
    row = db.session.get(TrackVersion, version_id)
    if row is None:
        raise NotFound("track")
    return track_of(row.source)


@lru_cache(maxsize=256)
def get_figures(version_id: int) -> tuple[str, Figures]:
    """Region's name and figures of a profile version."""
    row = db.session.get(ProfileVersion, version_id)
    if row is None:
        raise NotFound("profile")
    return row.region, Figures.from_json(row.figures)


def forget() -> None:
    """Drop what was cached (another database is opened in the same process)."""
    for cached in (get_rubric, get_track, get_figures):
        cached.cache_clear()


def get_profile(profile_id: int, rubric_id: int, track_id: int) -> Profile:
    """The profile a submission was bound to, by the ids of its three versions."""
    region, figures = get_figures(profile_id)
    return Profile(profile_id, region, figures, get_rubric(rubric_id), get_track(track_id))


def find_current() -> ProfileVersion | None:
    """The profile version in force, or None before the region was set up."""
    return db.session.scalar(
        sa.select(ProfileVersion).order_by(ProfileVersion.number.desc()).limit(1)
    )


def get_current() -> ProfileVersion:
    """The profile version in force; raises Invalid before the region was set up."""
    version = find_current()
    if version is None:
        raise Invalid("region_not_set_up")
    return version


def publish_rubric(source: str) -> RubricVersion:
    """Store a rubric as an immutable version; the same content is stored once.

    Raises `rubric.faults.RubricFaults` naming every fault of the text, Invalid for a rubric
    that ranks but never decides (it has no pass mark).
    """
    rubric = load_rubric(source)
    if not rubric.verdict.decides:
        raise Invalid("rubric_never_decides", "rubric")
    known = db.session.scalar(
        sa.select(RubricVersion).where(RubricVersion.content_hash == rubric.content_hash)
    )
    if known is not None:
        return known
    version = RubricVersion(
        content_hash=rubric.content_hash,
        rubric_id=rubric.id,
        title=rubric.title.ru,
        source=source,
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def publish_track(source: str) -> TrackVersion:
    """Store a track as an immutable version; the same content is stored once.

    Raises `workflows.tracks.TrackFaults` naming every fault of the text.
    """
    track = load_track(source)
    known = db.session.scalar(
        sa.select(TrackVersion).where(TrackVersion.content_hash == track.version)
    )
    if known is not None:
        return known
    version = TrackVersion(
        content_hash=track.version,
        track_id=track.id,
        title=track.title,
        source=source,
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def publish_profile(
    region: str,
    figures: Figures,
    rubric: RubricVersion,
    track: TrackVersion,
    person_id: int | None = None,
) -> ProfileVersion:
    """Put new figures in force; submissions under way keep the version they began with."""
    last = db.session.scalar(sa.select(sa.func.max(ProfileVersion.number))) or 0
    version = ProfileVersion(
        number=last + 1,
        region=region,
        figures=figures.to_json(),
        rubric_version_id=rubric.id,
        track_version_id=track.id,
        created_at=clock.now(),
        created_by_id=person_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def list_seasons() -> list[Season]:
    """All seasons, the newest first."""
    return list(db.session.scalars(sa.select(Season).order_by(Season.opens_on.desc())))


def find_open_season() -> Season | None:
    """The season that takes submissions today, or None."""
    today = clock.today()
    return db.session.scalar(
        sa.select(Season)
        .where(Season.opens_on <= today, Season.closes_on >= today)
        .order_by(Season.opens_on.desc())
        .limit(1)
    )
