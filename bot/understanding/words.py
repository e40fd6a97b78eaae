"""Cuts Chinese text into words: the one place that knows jieba."""

import logging
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log
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

    class Tokenizer(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no types
        """jieba's own, but that it looks each piece up once and not twice: the same words in half the time."""

        def get_DAG(self, sentence: str) -> None:  # noqa: N802 - the library's own name
            """The pieces are found by `calc`."""

        def calc(self, sentence: str, _pieces: None, route: dict[int, tuple[float, int]]) -> None:
            """For every place of a sentence the likeliest way on: its log probability and the end of its first word."""
            _likeliest(sentence, self.FREQ, log(self.total), route)

    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    cutter: Cutter = tokenizer
    return cutter


def _likeliest(
    text: str, frequencies: Mapping[str, int], log_total: float, route: dict[int, tuple[float, int]]
) -> None:
    """Fill `route` from the end; of two ways as likely the longer word goes first, as jieba has it."""
    known = frequencies.get
    onward = route[len(text)] = (0.0, 0)
    for start in range(len(text) - 1, -1, -1):
        best, last, end = float("-inf"), start, start + 1
        frequency = known(text[start])
        while frequency is not None and end <= len(text):
            if frequency and (score := log(frequency) - log_total + route[end][0]) >= best:
                best, last = score, end - 1
            end += 1
            frequency = known(text[start:end])
        if best == float("-inf"):
            best = -log_total + onward[0]
        onward = route[start] = (best, last)


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
