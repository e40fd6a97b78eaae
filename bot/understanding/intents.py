"""Scores what a message wants: concepts spotted in it, rules over them, and learned word weights."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from bot.understanding.matters import BESIDES, may_be_several, told_apart
from config.lexicon import Lexicon, Rule

NOTICEABLE = 1.7  # below this score a message has said nothing that we handle
SECOND = 2.6  # what a part of a message must reach alone to count as a request of its own
FEW_WORDS = 4  # characters besides the numbers, where a list of numbers stands almost alone
OBJECT, OBJECT_STRONG = 2, 4  # weights from which a word of categories.toml is an object of complaint

_FEES = {"FEE_PROPERTY": "物业费", "FEE_PARKING": "停车费", "FEE_CLEAN": "卫生费"}
_ASKING = frozenset(("ASK_WHO", "ASK_WHEN", "ASK_WHERE", "ASK_HOW", "ASK_WHETHER", "ASK_WHAT", "HOW_MUCH"))
_NUMBER = re.compile("[0-9]+|[一二三四五六七八九十]+(?=[号、,和跟与 ]|$)")
_NUMBERS_ONLY = re.compile("[0-9一二三四五六七八九十号、,.;+和跟与及还有 第个项]+")
_GOES_ON = re.compile("(?:而且|并且|况且|再者|不光|不但|不仅|更何况)")
_AGAIN = re.compile(
    "(?:今天|现在|怎么|咋|昨晚|刚才|刚刚|早上|晚上|这|那个|它|唉|哎)*又(?!停[水电气暖]|断[水电]|没[水电气])[^,。]{1,3}了?[啊呀吧啦!。?]*"
)
_WHERE = re.compile("停车场|地下车库|地库|车库|电梯[间口厅里]|单元门口|过道(?=全是|都是|里?有|满)")
_BARE_QUESTION = re.compile(r"[?!. ]+")
_BREAK = re.compile(rf"[,。!?;…~]+|(?={BESIDES})")
_GAP = "(?<=[一-龥]) (?=[一-龥0-9])"
_BREAK_OR_GAP = re.compile(f"{_BREAK.pattern}|{_GAP}")
_HOME_WORD = re.compile("[楼栋幢座室弄院]|单元")
_PLACE = itemgetter(0)
_COMPLAINS = frozenset(("TROUBLE", "OBJECT_STRONG", "STRONG_COMPLAINT", "FIX_ME"))
_NEVER_LOST = frozenset(("complaint", "human"))
_STORY = frozenset(("complaint", "suggestion", "help"))
# What else a message seems to ask for, that is only told to explain or to round off the request it makes.
_TAKES_IN: Mapping[str, Set[str]] = {
    "complaint": frozenset(("suggestion", "praise", "help")),
    "privacy": _STORY | {"complaint_status", "fee_disclosure"},
    "budget_info": frozenset(("help",)),
    "bind_house": frozenset(("help",)),
    **dict.fromkeys(
        ("complaint_more", "cancel", "meeting_topic", "mailbox", "suggestion", "praise", "points", "budget_propose"),
        _STORY,
    ),
}


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a message wants (names and categories: domain.md, section 4); confidence from 0 to 1.

    `text`: its own part of the message, where the message tells two complaints.
    """

    name: str
    category: str | None
    confidence: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was spotted: concepts with their first position, all labels, and the weight of each complaint's object."""

    concepts: Mapping[str, int]
    labels: frozenset[str]
    objects: Mapping[str, float]


class Spotter:
    """Finds which of many words occur in a text, in one pass over its characters."""

    def __init__(self, words: Iterable[tuple[str, str, float]]) -> None:
        """`words`: word, label, weight; "_" inside a word stands for a space."""
        # By their first two characters, where few words meet; words of one character by that one.
        self._by_start: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
        for word, label, weight in words:
            plain = word.replace("_", " ").lower()
            self._by_start[plain[:2]].append((plain, label, weight))

    def spot(self, text: str) -> list[tuple[int, str, float]]:
        """Where, which label, how weighty; in the order of the text."""
        found: list[tuple[int, str, float]] = []
        pairs = dict.fromkeys(map(str.__add__, text, text[1:]))
        for start in filter(self._by_start.__contains__, (*pairs, *dict.fromkeys(text))):
            for word, label, weight in self._by_start[start]:
                at = text.find(word)
                while at >= 0:
                    found.append((at, label, weight))
                    at = text.find(word, at + 1)
        found.sort(key=_PLACE)  # of those at one place, pairs stay before single characters
        return found


class Intents:
    """The classifier: pure, on cleaned lower-case text and its words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._concepts = Spotter((word, name, 1.0) for name, words in lexicon.concepts.items() for word in words)
        self._objects = Spotter(
            (word, category, weight)
            for category, weights in lexicon.categories.items()
            for word, weight in weights.items()
        )
        self._rules = lexicon.rules
        # Each by the rarest of its needs: without that it cannot hold, and most of them need not even be looked at.
        uses = Counter(label for rule in lexicon.rules for label in rule.needs)
        self._by_need: dict[str, list[tuple[int, Rule]]] = defaultdict(list)
        for place, rule in enumerate(lexicon.rules):
            self._by_need[min(sorted(rule.needs), key=uses.__getitem__)].append((place, rule))
        self._words = {
            word: [(intent, weights[word]) for intent, weights in lexicon.words.items() if word in weights]
            for word in {word for weights in lexicon.words.values() for word in weights}
        }

    def intents(self, text: str, words: Sequence[str], *, has_place: bool) -> tuple[Intent, ...]:
        """What the text asks for, strongest first; two requests in the order in which they were said."""
        reading = self._read(text, has_place=has_place)
        scores = self._scores(reading, words)
        main = _strongest(scores) if scores else ""
        requests = self._requests(text, _BREAK)
        if len(requests) < 2 and re.search(_GAP, text):
            requests = self._requests(text, _BREAK_OR_GAP)
            requests = requests if "complaint" in requests else {}
        apart = bool(re.search(BESIDES, text))
        for name in () if apart else _TAKES_IN.get(main, ()):
            requests.pop(name, None)
        if len(requests) > 1 and (apart or not _NEVER_LOST.union((main,)).isdisjoint(requests)):
            found = tuple(self._told(name, told) for name, told in requests.items())
        else:
            found = (self._intent(main, scores, reading),) if main else ()
        return tuple(each for intent in found for each in self._apart(intent, text))

    def _apart(self, intent: Intent, text: str) -> list[Intent]:
        """A complaint as it is, or the several matters it is made of, each with its own part of the text."""
        if intent.name != "complaint" or not may_be_several(text):
            return [intent]
        parts = [part for part in _BREAK.split(text) if part.strip()]
        matters = told_apart((part, self._asks(part)) for part in parts)
        if len(matters) < 2:
            return [intent]
        return [Intent(intent.name, each.category, intent.confidence, each.text) for each in matters]

    def _asks(self, part: str) -> str | None:
        """The category of what a part complains of; "" where it asks for something else, None for nothing."""
        asks = self._request(part)
        return self._told(asks, part).category or "其他" if asks == "complaint" else asks and ""

    def _requests(self, text: str, breaks: re.Pattern[str]) -> dict[str, str]:
        """What the parts of a text ask for by themselves, in the order said, and all that was told with each."""
        parts = [part for part in breaks.split(text) if part.strip()]
        requests: dict[str, str] = {}
        last, before = "", ""
        for part in parts if len(parts) > 1 else ():
            last = self._request(part) or last
            if last:
                requests[last] = f"{requests.get(last, before)},{part}"
            else:
                before = f"{before},{part}"
        return requests

    def _request(self, part: str) -> str | None:
        """What a part of a message asks for by itself, when it clearly does; `不是投诉` asks for nothing."""
        reading = self._read(f",{part}", has_place=False)  # the comma says that no message begins here
        scores = self._scores(reading, ())
        if "NOT_COMPLAINT" in reading.labels:
            scores.pop("complaint", None)
        best = _strongest(scores) if scores else None
        return best if best and scores[best] >= SECOND else None

    def _told(self, name: str, text: str) -> Intent:
        reading = self._read(text, has_place=False)
        return self._intent(name, self._scores(reading, ()), reading)

    def _read(self, text: str, *, has_place: bool) -> _Reading:
        # 停车场灯坏了 is about the lamp: where something is counts only where nothing else is named.
        objects = self._weighed(_WHERE.sub("\0", text))
        if max(objects.values(), default=0.0) < OBJECT:
            objects = self._weighed(text)
        concepts = {label: position for position, label, _ in reversed(self._concepts.spot(text))}
        derived = _derived(text, concepts.keys(), max(objects.values(), default=0.0))
        if has_place:
            derived = derived - {"NUMBERS"} | {"PLACE"}
        return _Reading(concepts, frozenset(derived.union(concepts)), objects)

    def _weighed(self, text: str) -> Mapping[str, float]:
        """Category to the weight of its objects in a text."""
        objects: dict[str, float] = defaultdict(float)
        for _, category, weight in self._objects.spot(text):
            objects[category] += weight
        return objects

    def _scores(self, reading: _Reading, words: Sequence[str]) -> dict[str, float]:
        """Intent to score, only those that are noticeable."""
        scores: dict[str, float] = defaultdict(float)
        possible = (self._by_need[label] for label in self._by_need.keys() & reading.labels)
        for _, rule in sorted(chain.from_iterable(possible), key=_PLACE):
            if rule.needs <= reading.labels and rule.bars.isdisjoint(reading.labels):
                scores[rule.intent] += rule.weight
        for word in dict.fromkeys(words):
            for intent, weight in self._words.get(word, ()):
                scores[intent] += weight
        if reading.labels.isdisjoint(_COMPLAINS):
            scores.pop("complaint", None)  # 楼下 alone is a place, not a trouble
        return {intent: score for intent, score in scores.items() if score >= NOTICEABLE}

    def _intent(self, name: str, scores: Mapping[str, float], reading: _Reading) -> Intent:
        own = scores.get(name, SECOND)
        rest = sum(score for other, score in scores.items() if other != name)
        return Intent(name, self._category(name, reading), round(own / (own + rest + 1), 2))

    def _category(self, name: str, reading: _Reading) -> str | None:
        if name == "complaint":
            return max(reading.objects, key=reading.objects.__getitem__, default="其他")
        if name == "fee_query":
            named = [(position, _FEES[label]) for label, position in reading.concepts.items() if label in _FEES]
            return min(named)[1] if named else "物业费"
        if name == "privacy":
            totals: dict[str, float] = defaultdict(float)
            for rule in self._rules:
                if rule.intent == name and rule.category and rule.needs <= reading.labels:
                    totals[rule.category] += rule.weight
            return max(totals, key=totals.__getitem__, default=None)
        return None


def _derived(text: str, concepts: Set[str], heaviest_object: float) -> set[str]:
    """The labels that follow from others, as intents.toml explains them."""
    numbers = len(set(_NUMBER.findall(text)))
    listed = numbers > 1 and len(_NUMBERS_ONLY.sub("", text)) <= FEW_WORDS and not _HOME_WORD.search(text)
    holds = {
        "QUESTION": "?" in text or not _ASKING.isdisjoint(concepts),
        "FEE": not _FEES.keys().isdisjoint(concepts),
        "GOES_ON": bool(_GOES_ON.match(text)),
        "AGAIN": bool(_AGAIN.fullmatch(text)),
        "BARE_QUESTION": bool(_BARE_QUESTION.fullmatch(text)),
        "DIGITS": numbers > 0,
        "NUMBERS": listed,
        "OBJECT": heaviest_object >= OBJECT,
        "OBJECT_STRONG": heaviest_object >= OBJECT_STRONG,
    }
    return {label for label, true in holds.items() if true}


def _strongest(scores: Mapping[str, float]) -> str:
    return max(scores, key=scores.__getitem__)
