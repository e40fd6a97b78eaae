"""Cuts Chinese text into words: the one place that knows jieba."""

import logging
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol


class Cutter(Protocol):
    """What the understanding needs of a tokenizer."""

    FREQ: dict[str, int]

    def lcut(self, text: str, *, HMM: bool) -> list[str]:  # noqa: N803 - the library's own name
        """The words of a text."""

    def add_word(self, word: str) -> None:
        """Make a word known."""


@lru_cache(maxsize=1)
def _jieba() -> Cutter:
    """jieba with its dictionary in memory: about a second, so it is loaded before the port opens.

    Its own loader trusts a marshalled cache in the shared temporary folder; the dictionary is read from the package.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its sources hold invalid escapes that newer Pythons report
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    cutter: Cutter = tokenizer
    return cutter


class Words:
    """A tokenizer that knows the community's own words too."""

    def __init__(self, own: Iterable[str]) -> None:
        self._cutter = _jieba()
        # In a fixed order and only what is still cut apart: a word's weight depends on those before it, and the
        # dictionary is shared.
        for word in sorted(own):
            if self.cut(word) != [word]:
                self._cutter.add_word(word)

    def knows(self, word: str) -> bool:
        """Whether Chinese, or the community, has this word."""
        return bool(self._cutter.FREQ.get(word))

    def cut(self, text: str) -> list[str]:
        """The words of a text; unknown runs stay single characters, which is faster and steadier than guessing."""
        return self._cutter.lcut(text, HMM=False)
