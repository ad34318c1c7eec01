"""Makes `data/dictionary/forms.bin`: what the spelling dictionary knows beyond the morphology.

`python -m review.documents.wordlist` is run by hand after a change of either dictionary. Reading
and unfolding the Hunspell dictionary takes ten seconds and 200 MB, which neither the product's
start nor the sandbox can spare; the file holds only the forms that the morphology lacks, each as
a hash of eight bytes, sorted.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from review.documents.spelling import FIELD_WORDS, FORMS, Words, fold, form_hash, load_morphology

DICTIONARY: Final = FORMS.parent
_RUSSIAN = re.compile(r"[а-яё-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suffix:
    """One line of a Hunspell suffix class: what is cut off, what is put on, and where it fits."""

    cut: str
    put: str
    fits: re.Pattern[str]

    def apply(self, stem: str) -> str | None:
        """The form made from the stem, or None where the line does not fit."""
        if not stem.endswith(self.cut) or not self.fits.search(stem):
            return None
        return stem[: len(stem) - len(self.cut)] + self.put


Suffixes = Mapping[str, list[Suffix]]


def read_suffixes(lines: Iterable[str]) -> Suffixes:
    """The suffix classes of an .aff file by their flags; the Russian one has nothing else."""
    found: dict[str, list[Suffix]] = defaultdict(list)
    for line in lines:
        parts = line.split()
        if len(parts) < 5 or parts[0] != "SFX":
            continue
        cut, put = (part.partition("/")[0].replace("0", "") for part in parts[2:4])
        found[parts[1]].append(Suffix(cut, put, re.compile(parts[4] + "$")))
    return found


def unfold(entry: str, suffixes: Suffixes) -> Iterator[str]:
    """Every form of one entry of a .dic file: "кот/A" gives кот, кота, коту…"""
    stem, _, flags = entry.strip().partition("/")
    yield stem
    for flag in flags:
        for suffix in suffixes.get(flag, ()):
            form = suffix.apply(stem)
            if form is not None:
                yield form


def field_entries(lines: Iterable[str], entries: Iterable[str]) -> Iterator[str]:
    """The field's own words as entries of a dictionary; each names a word declined like it.

    A word with "-" for its model is never declined. Raises ValueError for an unknown model.
    """
    flags = {fold(stem): given for stem, _, given in (entry.partition("/") for entry in entries)}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        word, model = line.split()
        if model != "-" and fold(model) not in flags:
            raise ValueError(f"{word} cannot be declined like {model}: not in the dictionary")
        yield f"{word}/{flags.get(fold(model), '')}"


def missing_forms(entries: Iterable[str], suffixes: Suffixes, morphology: Words) -> set[str]:
    """Folded forms of the entries that the morphology does not know."""
    forms = {fold(form) for entry in entries for form in unfold(entry, suffixes)}
    return {form for form in forms if _RUSSIAN.fullmatch(form) and not morphology.knows(form)}


def entries_of(folder: Path = DICTIONARY) -> list[str]:
    """The entries of the dictionary, without the count in its first line."""
    return (folder / "index.dic").read_text(encoding="utf-8").splitlines()[1:]


def suffixes_of(folder: Path = DICTIONARY) -> Suffixes:
    """The suffix classes of the dictionary."""
    return read_suffixes((folder / "index.aff").read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Write the file anew."""
    entries = entries_of()
    own = field_entries(FIELD_WORDS.read_text(encoding="utf-8").splitlines(), entries)
    forms = missing_forms([*entries, *own], suffixes_of(), load_morphology())
    hashes = array("Q", sorted({form_hash(form) for form in forms}))
    FORMS.write_bytes(hashes.tobytes())


if __name__ == "__main__":
    main()
