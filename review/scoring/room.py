"""The blueprint of experts and panels; each module of the room registers its own pages on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("scoring", __name__)
