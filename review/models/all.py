"""Every table at once, for migrations and for whoever opens the database without the rooms."""

from review.models import (
    events,
    findings,
    jobs,
    journal,
    moderation,
    outbox,
    people,
    places,
    profiles,
    programmes,
    registry,
    scoring,
    similarity,
    submissions,
    talks,
)

__all__ = [
    "events",
    "findings",
    "jobs",
    "journal",
    "moderation",
    "outbox",
    "people",
    "places",
    "profiles",
    "programmes",
    "registry",
    "scoring",
    "similarity",
    "submissions",
    "talks",
]
