"""Entries of the lists of literature: text, years of publication, link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.fact_values import Source
from review.documents.reading.model import Block, DocumentModel
from review.documents.structure import Structure

_YEAR = re.compile(
    r"(?<![\d№/_])(?<!№ )((?:18|19|20)\d\d)(?![\d/_]|\s?с\.|\s?стр|-[а-я]\b)", re.IGNORECASE
)
_BOOK_NUMBER = re.compile(r"ISBN[:\s]{0,3}[\dXХ -]{9,20}", re.IGNORECASE)
_ASKED = re.compile(
    r"\(?\s?дата (?:обращения|доступа)[^)\]]{0,60}[)\]]?|\[дата обращения[^\]]{0,60}\]",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>«»]{3,300}"
    r"|(?<![\w@.])[a-z0-9-]{2,60}(?:\.[a-z0-9-]{2,60}){0,3}\.(?:ru|com|org|su|net|edu|info"
    r"|рф)\b(?:/[^\s<>«»]{0,300})?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:№\s*)?\d{1,3}\s*[.)]\s*(?=\D)")
_BULLET = re.compile(r"^\s*[-–—•●▪*]\s*")
_SUBHEAD = re.compile(
    r"^(?:(?:список|перечень)\s|(?:основная|дополнительная|рекомендуемая|методическая|учебная"
    r"|нормативная|используемая|нотная|специальная)\s(?:и\s\w+\s)?литература"
    r"|литература\b|(?:основные|дополнительные|информационные|электронные|нормативные"
    r"|цифровые|интернет)[\s-]*(?:источники|ресурсы|документы|издания)"
    r"|(?:для|в помощь)\s(?:педагог|учител|обучающ|учащ|дет|родител|преподавател|воспитанник"
    r"|студент)|интернет[\s-]*(?:ресурс|источник|сайт)|источники\b|сайты\b|ссылки\b|приложени)",
    re.IGNORECASE,
)
_LEAST: Final = 12
#: So many last entries may lack both year and link and still be meant as entries.
_MOST_UNSIGNED: Final = 3


def literature(model: DocumentModel, structure: Structure) -> tuple[Source, ...]:
    """All entries under the headings of literature, in document order."""
    blocks = list(model.walk())
    order = {block.id: place for place, block in enumerate(blocks)}
    taken: dict[str, Block] = {}
    for heading in structure.headings:
        if "literature" not in heading.covered or heading.evidence == "cell":
            continue
        first, last = (
            order[heading.block_id],
            order.get(heading.last_block, order[heading.block_id]),
        )
        for block in blocks[first + 1 : last + 1]:
            taken.setdefault(block.id, block)
    others = {
        one.block_id
        for one in structure.headings
        if one.section_id or not (_years(one.text) or _LINK.search(one.text))
    }
    inside = [block for block in taken.values() if block.kind not in {"table", "figure"}]
    return _without_tail([*_sources([block for block in inside if block.id not in others])])


def _without_tail(found: list[Source]) -> tuple[Source, ...]:
    """Entries up to the last that looks like one, where a longer text of another kind follows."""
    last = max((at for at, one in enumerate(found) if one.years or one.link), default=-1)
    tail = len(found) - 1 - last
    return tuple(found[: last + 1] if last >= 0 and tail > _MOST_UNSIGNED else found)


def _sources(blocks: list[Block]) -> Iterator[Source]:
    """Numbered entries carry on in unnumbered paragraphs; others are one paragraph each."""
    pieces = [(part, block) for block in blocks for part in _parts(block)]
    numbered = sum(1 for part, block in pieces if _opens(part, block))
    typed = numbered >= 2 and numbered * 2 >= len(pieces)
    waiting: list[tuple[str, Block]] = []
    for part, block in pieces:
        if _is_subhead(part, block):
            if waiting:
                yield _source(waiting)
            waiting = []
        elif typed and waiting and _opens(*waiting[0]) and not _opens(part, block):
            waiting.append((part, block))
        else:
            if waiting:
                yield _source(waiting)
            waiting = [(part, block)]
    if waiting:
        yield _source(waiting)


def _parts(block: Block) -> list[str]:
    """Lines of a paragraph where each begins an entry; else the paragraph."""
    lines = [line for line in block.text.split("\n") if line.strip()]
    if len(lines) > 1 and sum(bool(_NUMBERED.match(line)) for line in lines) >= 2:
        return lines
    return [" ".join(lines)] if lines else []


def _opens(part: str, block: Block) -> bool:
    return bool(_NUMBERED.match(part) or _BULLET.match(part) or block.label)


def _is_subhead(part: str, block: Block) -> bool:
    """«Для педагога:», «Основная литература», page numbers: no entries."""
    text = _BULLET.sub("", _NUMBERED.sub("", part)).strip()
    if _years(text) or _LINK.search(text):
        return False
    short = len(text) < 90
    return len(text) < _LEAST or (
        short and (bool(_SUBHEAD.match(text)) or text.endswith(":") or block.bold)
    )


def _source(pieces: list[tuple[str, Block]]) -> Source:
    text = " ".join(part.strip() for part, _ in pieces)
    written = _LINK.search(text)
    links = [run.link for _, block in pieces for run in block.runs if run.link]
    link = written[0].rstrip(".,;)]") if written else links[0] if links else ""
    return Source(_NUMBERED.sub("", text).strip(), pieces[0][1].id, _years(text), link)


def _years(text: str) -> tuple[int, ...]:
    """Years of publication: not those of a visit to a site, not inside a link."""
    plain = _BOOK_NUMBER.sub(" ", _LINK.sub(" ", _ASKED.sub(" ", text)))
    return tuple(sorted({int(found) for found in _YEAR.findall(plain)}))
