"""Relations that leave the file: which are harmless and which make it refused.

Links are text. Pictures from outside, a template on the author's own disk and the like
are never loaded and only told of. What a word processor would fetch over the network or
run when an expert opens the original (template, object, inserted document) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from review.documents.reading.package import Package, Relation
from review.documents.refusals import UploadRefused

_REFUSED: Final = {
    "attachedTemplate": "template",
    "oleObject": "ole_link",
    "package": "ole_link",
    "control": "ole_link",
    "frame": "external",
    "subDocument": "external",
    "aFChunk": "alt_chunk",
    "transform": "external",
    "mailMergeSource": "external",
    "mailMergeHeaderSource": "external",
    "externalLinkPath": "external",
}
_NOTED: Final = {"image": "linked_image", "attachedTemplate": "local_template"}
_LOCAL: Final = re.compile(
    r"^(file:(///(?![/\\])|//localhost/)?)?(?![/\\]{2})([A-Za-z]:[/\\]|[^:]*$)", re.IGNORECASE
)


def is_remote(target: str) -> bool:
    """True when following the address would leave this computer (http, share, any scheme)."""
    return _LOCAL.match(target) is None


def check_relations(package: Package, tell: Callable[[str, str], None]) -> None:
    """Look at every relation of the file.

    `tell` gets a note's code and a detail. Raises UploadRefused "dangerous_part".
    """
    for part in (name for name in package.parts() if name.lower().endswith(".rels")):
        owner = part.replace("_rels/", "", 1)[: -len(".rels")]
        for relation in package.relations(_owner(part, owner)).values():
            if relation.external and relation.kind != "hyperlink":
                _check(relation, tell)


def _owner(part: str, owner: str) -> str:
    return "" if part.lower() == "_rels/.rels" else owner


def _check(relation: Relation, tell: Callable[[str, str], None]) -> None:
    refused = _REFUSED.get(relation.kind)
    if refused and is_remote(relation.target):
        raise UploadRefused("dangerous_part", part=refused)
    tell(_NOTED.get(relation.kind, "external_link"), relation.target[:120])
