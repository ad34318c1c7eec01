"""What an outside program needs to try a demo: where it is and who may come in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from review.accounts.demo import demo_accounts
from review.config import Config
from review.demo.day import CLOCK_FILE
from review.demo.loading import find_address


class NotADemo(Exception):
    """The data folder holds no demo season, so nobody's password is told."""


def facts(config: Config) -> dict[str, Any]:
    """Base URL, data folder and accounts of a demo. Raises NotADemo for any other folder."""
    if not (config.data / CLOCK_FILE).exists():
        raise NotADemo
    return {
        "product": "Znachok",
        "base_url": find_address(config.data) or config.base_url,
        "data": str(config.data),
        "sign_in": "/accounts/sign-in",
        "accounts": demo_accounts(replace(config, demo=True)),
    }
