"""Killing a browser as a power cut would: by SIGKILL, with no chance to say goodbye."""

from __future__ import annotations

import os
import signal

from playwright.sync_api import Browser


def kill(browser: Browser) -> None:
    """End the browser's main process at once; its pages die with it."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    main = next(one["id"] for one in told["processInfo"] if one["type"] == "browser")
    os.kill(main, signal.SIGKILL)
