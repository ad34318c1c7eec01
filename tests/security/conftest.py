"""Fixtures of the security tests: the prepared region, and copies of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security import world as worlds
from tests.security.world import House, World


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The region, made once for a worker; nobody changes it."""
    return worlds.build(tmp_path_factory.mktemp("region"))


@pytest.fixture
def house(prepared: World, tmp_path: Path) -> Iterator[House]:
    """A copy of the region for one test to change."""
    with worlds.opened(prepared, tmp_path / "house") as copy:
        yield copy
