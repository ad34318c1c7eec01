"""The office's blueprint: pages of the administrator register on it, one module for each matter."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("office", __name__)
