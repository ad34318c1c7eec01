"""HTML to PDF for people and archives: tagged (PDF/UA-1), lasting (PDF/A-3a), same bytes always.

WeasyPrint works in a process of its own (``review.documents.press``): it takes more than a
second and much memory to load, so the web worker never imports it, and a page that goes wild
is stopped by time and memory limits without harm to anybody else.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from review.documents import apart
from review.documents.press import FAILED, UNAVAILABLE
from review.faults import Fault

SECONDS = 60
MEGABYTES = 1536


class PrintingUnavailable(Fault):
    """The libraries WeasyPrint draws with (Pango) are not installed; ``./dev setup`` does it."""

    status = 503

    def __init__(self, detail: str) -> None:
        super().__init__("printing_unavailable", command="./dev setup", detail=detail)


class PrintingFailed(Fault):
    """The page could not be made into a PDF; ``detail`` is for the log, not for the reader."""

    status = 500

    def __init__(self, detail: str) -> None:
        super().__init__("printing_failed", detail=detail)


class PrintingTookTooLong(Fault):
    """The page was not ready within ``seconds``: split it, or give it to the worker."""

    status = 504

    def __init__(self, seconds: int) -> None:
        super().__init__("printing_took_too_long", seconds=seconds)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF; ``created`` is aware and stands in the file as it is."""

    name: str
    data: bytes
    created: datetime
    description: str
    media_type: str = "application/json"


def pdf(
    html: str,
    *,
    language: str,
    title: str,
    attachments: Sequence[Attachment] = (),
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """The page as a PDF that is PDF/A-3a and PDF/UA-1 at once.

    Addresses inside the page are taken from the package's ``static`` folder
    (``fonts/print/PTSerif-Regular.ttf``) or from ``data:``; every other one is denied. The same
    arguments give the same bytes, so a made file may be kept and compared by its hash.

    Raises PrintingUnavailable, PrintingTookTooLong after ``seconds``, PrintingFailed.
    """
    order = {
        "html": html,
        "language": language,
        "title": title,
        "seconds": seconds,
        "megabytes": megabytes,
        "attachments": [_described(attachment) for attachment in attachments],
    }
    return _press(json.dumps(order).encode(), seconds)


def _described(attachment: Attachment) -> dict[str, str]:
    if attachment.created.tzinfo is None:
        raise ValueError("an attachment's moment must be aware")
    return {
        "name": attachment.name,
        "data": b64encode(attachment.data).decode(),
        "created": attachment.created.isoformat(),
        "description": attachment.description,
        "media_type": attachment.media_type,
    }


def _press(order: bytes, seconds: int) -> bytes:
    try:
        code, made, said = apart.run("review.documents.press", order, seconds)
    except apart.TookTooLong:
        raise PrintingTookTooLong(seconds) from None
    if code == UNAVAILABLE:
        raise PrintingUnavailable(said)
    if code != 0 or not made.startswith(b"%PDF-"):
        raise PrintingFailed(said or f"the press ended with {code} (expected 0 or {FAILED})")
    return made
