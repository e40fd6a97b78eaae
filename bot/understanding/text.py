"""Makes one text of the many ways to type it: NFKC, simplified, without control characters; typing slips put right."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from opencc import OpenCC

from civic.numbers import CHINESE_DIGITS, plain_digits
from config.lexicon import Lexicon

LONGEST = 700  # characters that are read for what is wanted; danger is heard farther on, too
LONGEST_WORD = 5

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufff9-\ufffd\ud800-\udfff]+"
)
_PARTICLE = re.compile("(?<=.)([了着过啦味])$")
_SPACES = re.compile(r"\s+")
_SPACED_OUT = re.compile("(?<![一-龥])[一-龥](?: [一-龥]){2,}(?![一-龥])")
_DIGITS_ONLY = re.compile(f"[{CHINESE_DIGITS} ]+")


@lru_cache(maxsize=1)
def _to_simplified() -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def clean(raw: str) -> str:
    """NFKC, simplified, no control or invisible characters, `着 火 了` closed up, trimmed, at most `LONGEST` long."""
    text = plain_digits(_UNSEEN.sub("", raw[: 4 * LONGEST].replace("\n", " ").replace("\t", " ")))
    return _SPACED_OUT.sub(_closed_up, _SPACES.sub(" ", _to_simplified()(text)).strip()[:LONGEST])


def _closed_up(found: re.Match[str]) -> str:
    return found[0] if _DIGITS_ONLY.fullmatch(found[0]) else found[0].replace(" ", "")


class Speller:
    """Puts words of the community's language back where a typist hit others that sound the same."""

    def __init__(self, lexicon: Lexicon, terms: Iterable[str], is_word: Callable[[str], bool]) -> None:
        """`terms`: the words worth putting back; `is_word` tells the words that stand on their own."""
        self._typos = re.compile("|".join(map(re.escape, lexicon.typos)))
        self._right = lexicon.typos
        self._sounds = str.maketrans(
            {char: chr(0xE000 + code) for code, s in enumerate(sorted(set(lexicon.syllables.values())))
             for char, syllable in lexicon.syllables.items() if syllable == s}
        )  # fmt: skip
        self._never = frozenset(lexicon.never_respelled)
        self._is_word = is_word
        self._terms = frozenset(term for term in terms if 2 <= len(term) <= LONGEST_WORD)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for term in sorted(self._terms):  # in a fixed order, for the first that fits is put back
            self._by_sound[term.translate(self._sounds)].append(term)

    def right(self, text: str, cut: Callable[[str], list[str]]) -> tuple[str, list[str]]:
        """The text with slips put right, and its words; what is a word already, or a function word, stays."""
        text = self._typos.sub(lambda found: self._right[found[0]], text)
        words = cut(text)
        sounds = text.translate(self._sounds)
        righted = text
        for start, end in self._windows(words):
            alike = self._by_sound.get(sounds[start:end], ())
            if term := next((term for term in alike if self._is_slip(text[start:end], term)), None):
                righted = f"{righted[:start]}{term}{righted[end:]}"
        return (text, words) if righted == text else (righted, cut(righted))

    @staticmethod
    def _windows(words: list[str]) -> Iterator[tuple[int, int]]:
        """Where two to `LONGEST_WORD` characters of whole words stand; 倒了 counts as 倒 and 了."""
        pieces = (len(part) for word in words for part in _PARTICLE.split(word) if part)
        ends = list(accumulate(pieces, initial=0))
        for first, start in enumerate(ends):
            for end in ends[first + 2 : first + 1 + LONGEST_WORD]:
                if end - start > LONGEST_WORD:
                    break
                yield start, end

    def _is_slip(self, typed: str, term: str) -> bool:
        if typed == term or typed in self._terms or self._is_word(typed):
            return False
        changed = [old for old, new in zip(typed, term, strict=True) if old != new]
        return len(changed) <= max(1, len(typed) // 2) and (len(typed) > 2 or self._never.isdisjoint(changed))
