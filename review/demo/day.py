"""The demo's own day: Monday, 26 June 2023, ten in the morning in the region.

The season was played up to that moment; when the product starts on it, its clock runs on from
there. The distance to the system's clock is kept in the data folder, so a second start goes on
where the demo's day is: what was done yesterday is yesterday, and deadlines come nearer.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from review import clock
from review.config import Config

ZONE: Final = ZoneInfo("Asia/Yakutsk")
TODAY: Final = datetime(2023, 6, 26, 10, 0, tzinfo=ZONE)
CLOCK_FILE: Final = "demo_clock.json"


def keep(data: Path) -> None:
    """Note in the data folder that the demo's day begins now."""
    offset = TODAY - clock.machine_time()
    text = json.dumps({"offset_seconds": round(offset.total_seconds())})
    (data / CLOCK_FILE).write_text(text + "\n", encoding="utf-8")


def offset(config: Config) -> timedelta:
    """How far the product's clock stands from the system's; nothing outside demo mode."""
    path = config.data / CLOCK_FILE
    if not config.demo or not path.exists():
        return timedelta(0)
    return timedelta(seconds=json.loads(path.read_text(encoding="utf-8"))["offset_seconds"])
