"""The blueprint of the desks; each module of the room registers its own pages on it."""

from __future__ import annotations

from flask import Blueprint

from workflows.access import Permission

blueprint = Blueprint("moderation", __name__)
DESKS = (
    Permission.ENTER_INTERNAL_DESK,
    Permission.ENTER_MOC_DESK,
    Permission.ENTER_RMC_DESK,
)
