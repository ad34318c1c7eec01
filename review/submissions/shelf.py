"""Texts kept in memory between two looks at the same comparison, bounded by their words."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from review.documents.similarity import Text


class Shelf:
    """The texts used last, together of no more than `most_words`.

    A word with its place and hashes takes some 400 bytes. What is longer alone is not kept.
    """

    def __init__(self, most_words: int) -> None:
        self.most_words = most_words
        self._texts: OrderedDict[str, Text] = OrderedDict()
        self._words = 0
        self._lock = threading.Lock()

    @property
    def words(self) -> int:
        """How many words are kept now."""
        return self._words

    def get(self, key: str, make: Callable[[], Text]) -> Text:
        """The text of this key, made if it is not here; two who ask at once may both make it."""
        with self._lock:
            kept = self._texts.get(key)
            if kept is not None:
                self._texts.move_to_end(key)
                return kept
        made = make()
        self._keep(key, made)
        return made

    def _keep(self, key: str, text: Text) -> None:
        size = len(text.words)
        if size > self.most_words:
            return
        with self._lock:
            self._words += size - self._size(self._texts.pop(key, None))
            self._texts[key] = text
            while self._words > self.most_words:
                self._words -= self._size(self._texts.popitem(last=False)[1])

    @staticmethod
    def _size(text: Text | None) -> int:
        return len(text.words) if text is not None else 0

    def clear(self) -> None:
        """Forget every text."""
        with self._lock:
            self._texts.clear()
            self._words = 0
