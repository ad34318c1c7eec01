"""A region with an administrator at the desk."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.review.scene import Region, enter, found_region, settle_person
from workflows.roles import Role


@pytest.fixture
def region(db_session, app) -> Region:
    return found_region()


@pytest.fixture
def admin(app, region) -> FlaskClient:
    """The administrator's browser."""
    settle_person("admin@example.org", Role.ADMINISTRATOR, name="Арина Седых")
    return enter(app, "admin@example.org")
