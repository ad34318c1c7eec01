"""Makes every programme file and the manifest again: ``python -m review.demo.writing``."""

import sys
from pathlib import Path

import yaml

from review.demo.writing.build import Builder
from review.demo.writing.manifest import manifest_text
from review.demo.writing.sources import TEXTS, list_slugs, load

PROGRAMMES = Path(__file__).parents[1] / "programmes"


def main(slugs: list[str]) -> None:
    """Writes the DOCX files of the named programmes (all when none is named) and the manifest."""
    pages = yaml.safe_load((TEXTS / "pages.json").read_text(encoding="utf-8"))
    for slug in slugs or list_slugs():
        data = Builder(load(slug), pages.get(slug, [])).build()
        (PROGRAMMES / f"{slug}.docx").write_bytes(data)
        sys.stdout.write(f"{slug}.docx: {len(data)} bytes\n")
    text = manifest_text([load(slug) for slug in list_slugs()])
    (PROGRAMMES / "manifest.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
