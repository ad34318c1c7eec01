"""Demo accounts shown on the sign-in page, in demo mode only."""

from __future__ import annotations

import json
from typing import Any

from review.config import Config

DEMO_FILE = "demo_accounts.json"


def demo_accounts(config: Config) -> list[dict[str, Any]]:
    """Accounts of the demo season; empty outside demo mode.

    Each has name, email, password, role (a word of `workflows.roles.Role`) and place (in words).
    """
    path = config.data / DEMO_FILE
    if not config.demo or not path.exists():
        return []
    return list(json.loads(path.read_text(encoding="utf-8")))
