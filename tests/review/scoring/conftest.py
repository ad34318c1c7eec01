"""The region of these tests, and small hands for a sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.road import Browser, Road


@pytest.fixture
def road(app: Flask) -> Road:
    """A region with a browser for everybody."""
    return Road(app)


@pytest.fixture
def bench(road: Road) -> tuple[Road, str, Browser]:
    """The road, a submission with a begun sheet, and its first expert's browser."""
    with road.app.app_context():
        number = road.at("in_review").number
    expert = road.browser(road.people.experts[0])
    assert expert.post(f"/scoring/{number}/start").status_code == 303
    return road, number, expert


@pytest.fixture
def save(bench: tuple[Road, str, Browser]) -> Callable[..., Any]:
    """Save one criterion as the script does; says what came back."""
    _, number, expert = bench

    def saved(criterion: str, **fields: Any) -> Any:
        return expert.post(
            f"/scoring/{number}/marks/{criterion}", fields, headers={"Accept": "application/json"}
        )

    return saved
