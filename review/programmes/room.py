"""The blueprint of the author's pages; each module of the room registers its own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("programmes", __name__)
