"""Finds on which page every heading stands, for contents lists that hold page numbers.

``python -m review.demo.writing.pages`` converts the built files with LibreOffice and writes
``texts/pages.json``; build again afterwards. Needs soffice and pdftotext on the machine.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from review.demo.writing.__main__ import PROGRAMMES
from review.demo.writing.body import heading_labels
from review.demo.writing.hands import HANDS
from review.demo.writing.sources import TEXTS, Source, list_slugs, load


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


def _pdf_pages(docx: Path, folder: Path) -> list[str]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(docx)], check=True, capture_output=True)
    pdf = folder / f"{docx.stem}.pdf"
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    return [_squeeze(page) for page in text.stdout.split("\f")]


def find_pages(source: Source, pages: list[str]) -> list[int]:
    """Page numbers of the headings of levels 1 and 2, searched onward after the contents.

    Raises ValueError for a heading that stands nowhere.
    """
    labels = heading_labels(source.blocks, HANDS[source.card["hand"]])
    found, page = [], 3
    for level, label in labels:
        if level > 2:
            continue
        while page <= len(pages) and _squeeze(label) not in pages[page - 1]:
            page += 1
        if page > len(pages):
            raise ValueError(f"{source.slug}: no page for «{label}»")
        found.append(page)
    return found


def main() -> None:
    """Measures every programme that has a contents list and writes pages.json."""
    result = {}
    for slug in list_slugs():
        source = load(slug)
        if not HANDS[source.card["hand"]].toc:
            continue
        with tempfile.TemporaryDirectory() as folder:
            pages = _pdf_pages(PROGRAMMES / f"{slug}.docx", Path(folder))
        result[slug] = find_pages(source, pages)
        sys.stdout.write(f"{slug}: {result[slug]}\n")
    (TEXTS / "pages.json").write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
