"""Every page of the office: people, places, the region's profile, seasons, journal, mailbox."""

from __future__ import annotations

from review.office import journal, mailbox, people, places, region, seasons
from review.office.room import blueprint

__all__ = ["blueprint", "journal", "mailbox", "people", "places", "region", "seasons"]
