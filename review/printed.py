"""Files made for a reader: always downloads, printed once for the same contents."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
from functools import cache
from pathlib import Path

from flask import Response, send_file

from review.documents.printing import pdf
from review.documents.storage import Store
from review.web import store

PDF = "application/pdf"
PACKAGE = Path(__file__).parent


def pdf_answer(html: str, title: str, language: str, name: str) -> Response:
    """A download of the page as a tagged PDF. Call it with no transaction open: it is slow."""
    return bytes_answer(print_once(store(), html, title, language), name, PDF)


def print_once(kept: Store, html: str, title: str, language: str) -> bytes:
    """The PDF of a page, kept under the hash of what it is made from and of how it is printed."""
    made_of = json.dumps([_edition(), html, title, language])
    key = hashlib.sha256(made_of.encode()).hexdigest()
    index = kept.root / "printed" / key[:2] / key
    if index.exists() and kept.exists(index.read_text()):
        return kept.read(index.read_text())
    data = pdf(html, language=language, title=title)
    stored = kept.put(io.BytesIO(data), len(data))
    index.parent.mkdir(parents=True, exist_ok=True)
    fresh = index.with_name(f"{key}.{secrets.token_hex(4)}")
    fresh.write_text(stored.sha256)
    fresh.replace(index)
    return data


@cache
def _edition() -> str:
    """Changes with the printing engine and its style, so that nothing stale is handed out."""
    sources = (PACKAGE / "documents" / "press.py", PACKAGE / "static" / "print.css")
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def file_answer(path: Path, name: str, media_type: str) -> Response:
    """A stored file as a download under a safe name."""
    return _sealed(send_file(path, mimetype=media_type, as_attachment=True, download_name=name))


def bytes_answer(data: bytes, name: str, media_type: str) -> Response:
    """Bytes as a download under a safe name."""
    made = io.BytesIO(data)
    return _sealed(send_file(made, mimetype=media_type, as_attachment=True, download_name=name))


def _sealed(answer: Response) -> Response:
    """Nothing downloaded may run in the reader's session, nor be recognised by its tag."""
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    for name in ("ETag", "Last-Modified"):
        answer.headers.pop(name, None)
    return answer
