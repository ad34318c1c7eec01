"""The blueprint of the submission page; the frame of its tabs lies below, for other rooms' tabs."""

from __future__ import annotations

from flask import Blueprint

from review.framing import frame_of

__all__ = ["blueprint", "frame_of"]

blueprint = Blueprint("submissions", __name__)
