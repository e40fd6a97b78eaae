"""Understands a message: danger first, then commands and numbers, then place, intents and category. No database."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.understanding.answers import Answers, bare
from bot.understanding.emergency import Alarms, Emergency
from bot.understanding.intents import Intent, Intents
from bot.understanding.text import LONGEST, Speller, clean
from bot.understanding.words import Words
from civic.numbers import numeral, plain_digits, read_number
from civic.place import Place, read_place
from config.lexicon import Command, Lexicon

__all__ = ["Emergency", "Heard", "Intent", "Understanding", "as_json"]

LAPPED = 60  # characters that two looks at a long message share
FARTHEST = 4 * LONGEST  # characters; a person's message is shorter
_LARGEST_INSTANT = 99
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SMALL_NUMBERS = (*"○〇零", *"一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩", *(f"{digit}\ufe0f\u20e3" for digit in "123456789"))
_SPACED = re.compile("(?<=[一-龥]) (?=[一-龥])")  # 人 工; never 1 3
# 绑定 ABCD-2345, or the code alone: four signs and four, both letters and digits, none of 0 O 1 I L. With the word
# before it any eight signs are a code, if perhaps a wrong one.
_BINDS, _LONGEST_CODE = "绑定", 24
_CODE = re.compile(
    r"(?=.*[0-9])(?=.*[a-z])[2-9a-hjkmnp-z]{4}[\s\-–—_.·]*[2-9a-hjkmnp-z]{4}[.。]?"
    rf"|(?:我要)?{_BINDS}码?[\s:,是]*[0-9a-z]{{4}}[\s\-–—_.·]*[0-9a-z]{{4}}[.。]?",
    re.IGNORECASE | re.ASCII,
)
_DATA_KINDS = {"fraud": "crime", "jumper": "self_harm", "rescue": "medical"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood of one message."""

    raw: str
    text: str
    emergency: Emergency | None = None
    gentle: bool = False
    command: str | None = None
    argument: str = ""
    number: int | None = None
    place: Place | None = None
    intents: tuple[Intent, ...] = ()
    yes: bool = False
    no: bool = False


class Understanding:
    """The understanding, loaded once and shared: jieba's dictionary takes about a second."""

    def __init__(self, lexicon: Lexicon, estates: Collection[str] = ()) -> None:
        terms = _terms(lexicon)
        self._estates = estates
        self._words = Words(terms)
        self._speller = Speller(lexicon, terms, self._words.knows)
        self._alarms = Alarms(lexicon)
        self._intents = Intents(lexicon)
        self.answers = Answers(lexicon)
        self._commands = {word: command for command in lexicon.commands for word in (command.word, *command.also)}
        self._staff = lexicon.staff_words
        self._instant = self._instants()

    def hear(self, text: str) -> Heard:
        """Understand a message as it was sent; commands and single digits cost a look-up."""
        if known := self._instant.get(text):
            return known
        cleaned = clean(text)
        if known := self._instant.get(_SPACED.sub("", bare(cleaned))):
            return replace(known, raw=text, text=cleaned)
        number = read_number(cleaned)
        if number is not None:
            return self._number(text, cleaned, number)
        return self._staff_word(text, cleaned) or self._code(text, cleaned) or self._message(text, cleaned)

    def words_of(self, text: str) -> list[str]:
        """The words of a message after its slips are put right: what the learned weights are about."""
        return self._speller.right(clean(text).lower(), self._words.cut)[1]

    def _message(self, raw: str, cleaned: str) -> Heard:
        plain, words = self._speller.right(cleaned.lower(), self._words.cut)
        emergency = self._alarms.heard(plain) or self._heard_far_on(raw)
        place = read_place(cleaned, estates=self._estates)
        return Heard(
            raw=raw,
            text=cleaned,
            emergency=emergency,
            gentle=emergency is None and self._alarms.figurative(plain),
            place=place,
            intents=self._intents.intents(plain, words, has_place=place is not None),
            yes=self.answers.yes(cleaned),
            no=self.answers.no(cleaned),
        )

    def _heard_far_on(self, raw: str) -> Emergency | None:
        """Danger told where nothing else is read any more: in what comes after the first `LONGEST` characters."""
        starts = range(LONGEST - LAPPED, min(len(raw), FARTHEST), LONGEST - LAPPED) if len(raw) > LONGEST else ()
        told = (self._alarms.heard(clean(raw[start : start + LONGEST]).lower()) for start in starts)
        return next(filter(None, told), None)

    def _staff_word(self, raw: str, cleaned: str) -> Heard | None:
        """`受理 12`, `办结12 已修好`: a staff word with its number; without a number it is ordinary talk."""
        for word in self._staff:
            rest = cleaned.removeprefix(word).lstrip(" :,#")
            if cleaned.startswith(word) and rest[:1].isdigit():
                return Heard(raw=raw, text=cleaned, command=word, argument=rest)
        return None

    def _code(self, raw: str, cleaned: str) -> Heard | None:
        """绑定 with its code, or a code by itself."""
        if len(cleaned) > _LONGEST_CODE or not _CODE.fullmatch(cleaned):
            return None
        return replace(self._instant[_BINDS], raw=raw, text=cleaned, argument=cleaned)

    def _number(self, raw: str, cleaned: str, number: int) -> Heard:
        command = self._commands["0"].word if number == 0 else None
        dialled = self._alarms.dialled(number) if numeral(bare(cleaned)) == number else None  # 119, but not 119号
        return Heard(raw, cleaned, emergency=dialled, command=command, number=number)

    def _instants(self) -> dict[str, Heard]:
        """Everything that is answered by a look-up: the commands and the usual writings of small numbers."""
        instant = {word: self._of_command(word, command) for word, command in self._commands.items()}
        for number in range(_LARGEST_INSTANT + 1):
            for text in (str(number), str(number).translate(_FULL_WIDTH)):
                instant[text] = self._number(text, str(number), number)
        for text in _SMALL_NUMBERS:
            instant[text] = self._number(text, clean(text), read_number(text) or 0)
        return instant

    def _of_command(self, word: str, command: Command) -> Heard:
        intents = (Intent(command.intent, command.category, 1.0),) if command.intent else ()
        return Heard(
            raw=word,
            text=plain_digits(word),
            command=command.word,
            number=read_number(word),
            intents=intents,
            yes=self.answers.yes(word),
            no=self.answers.no(word),
        )


def _terms(lexicon: Lexicon) -> frozenset[str]:
    """The words worth knowing and worth putting back after a slip: Chinese only, two characters or more."""
    concepts = (word for words in lexicon.concepts.values() for word in words)
    objects = (word for weights in lexicon.categories.values() for word in weights)
    every = (word for group in (concepts, objects, lexicon.alarm_words) for word in group)
    return frozenset(word for word in every if len(word) > 1 and all("一" <= char <= "龥" for char in word))


def _of_a_menu(heard: Heard) -> bool:
    return heard.number is not None and heard.number <= _LARGEST_INSTANT


def as_json(heard: Heard) -> dict[str, object]:
    """The line that `run.py classify` prints (contract.md): text, intent, category, confidence, emergency, intents."""
    danger = heard.emergency and _DATA_KINDS.get(heard.emergency.kind, heard.emergency.kind)
    found = list(heard.intents)
    if danger:
        found.insert(0, Intent("emergency", danger, 1.0))
    elif not found:
        found = [Intent("help" if _of_a_menu(heard) else "chitchat", None, 0.0)]
    first = found[0]
    return {
        "text": heard.raw,
        "intent": first.name,
        "category": first.category,
        "confidence": first.confidence,
        "emergency": danger,
        "intents": [intent.name for intent in found],
    }
