"""Actions inside a PDF that would run something: scripts, and commands to start programs.

pdfium counts only the scripts in the document's list of names; an action may as well hang on the
opening of the document, a page or a link. Nothing here is run: the words of the actions are looked
for in the file and in its packed groups of objects (ISO 32000-1, 7.5.7 and 12.6.4).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

MAX_GROUPS: Final = 2_000
MAX_PACKED: Final = 8 << 20
MAX_UNPACKED: Final = 32 << 20

_ACTION = re.compile(rb"/S\s*/([A-Za-z#0-9]{6,40})")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_GROUP = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n")
_CODES: Final = {b"JavaScript": "scripts", b"Launch": "launches"}


def count_actions(data: bytes) -> Counter[str]:
    """How many "scripts" and "launches" the file has."""
    found: Counter[str] = Counter()
    for part in (data, *_groups(data)):
        for match in _ACTION.finditer(part):
            name = _ESCAPED.sub(lambda one: bytes.fromhex(one[1].decode()), match[1])
            if name in _CODES:
                found[_CODES[name]] += 1
    return found


def _groups(data: bytes) -> Iterator[bytes]:
    """Unpacked groups of objects, as far as the limits go; a damaged one is passed over."""
    left, view = MAX_UNPACKED, memoryview(data)
    for count, match in enumerate(_GROUP.finditer(data)):
        if count >= MAX_GROUPS or left <= 0:
            return
        try:
            group = zlib.decompressobj().decompress(
                view[match.end() : match.end() + MAX_PACKED], left
            )
        except zlib.error:
            continue
        left -= len(group)
        yield group
