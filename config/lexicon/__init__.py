"""The community's language as data: commands, alarms, spellings, concepts, intents. Read once, by run.py."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
BARE = ("gap", "told")  # macros that are no choice of words and need no brackets


@dataclass(frozen=True, slots=True)
class Command:
    """A word that always works (contract.md), the other words for it, and the intent it stands for."""

    word: str
    also: tuple[str, ...]
    intent: str | None
    category: str | None


@dataclass(frozen=True, slots=True)
class Sign:
    """A way to tell of danger: a pattern, and characters of which every text that it matches holds at least one."""

    keys: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """How one kind of emergency is told; `unless` names what the same words may be about instead."""

    kind: str
    certain: tuple[Sign, ...]
    doubtful: tuple[Sign, ...]
    unless: str
    yesterday_counts: bool


@dataclass(frozen=True, slots=True)
class Calm:
    """What turns the words of an alarm into no alarm: patterns read before it, after it and anywhere around it."""

    before: str
    just_before: str
    after: str
    yesterday: str
    now: str
    around: str
    unsure: str
    figure: str
    figure_own: str
    figure_never: str
    figure_words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Evidence for an intent: all of `needs` and none of `bars` were spotted."""

    intent: str
    category: str | None
    needs: frozenset[str]
    bars: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the understanding knows about words."""

    commands: tuple[Command, ...]
    staff_words: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    over: str
    beside_over: str
    syllables: Mapping[str, str]
    typos: Mapping[str, str]
    never_respelled: str
    alarm_words: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    calm: Calm
    emergency_numbers: Mapping[int, str]
    concepts: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    categories: Mapping[str, Mapping[str, float]]
    words: Mapping[str, Mapping[str, float]]


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _commands(table: Mapping[str, Any]) -> tuple[Command, ...]:
    return tuple(
        Command(word, tuple(entry.get("also", ())), entry.get("intent"), entry.get("category"))
        for word, entry in table.items()
    )


def _macro(name: str, macros: Mapping[str, str]) -> str:
    return macros[name] if name in BARE else f"(?:{macros[name]})"


def _alarm(kind: str, entry: Mapping[str, Any], macros: Mapping[str, str]) -> Alarm:
    """`[keys, pattern]` is one sign; `[keys, a, b]` two things told together in either order; `<people>` is a macro."""

    def spelled(pattern: str) -> str:
        return re.sub("<([a-z_]+)>", lambda found: _macro(found[1], macros), pattern)

    def sign(keys: str, *parts: str) -> Sign:
        orders = parts if len(parts) == 1 else (f"(?:{a})<gap><told>(?:{b})" for a, b in permutations(parts))
        return Sign(keys, spelled("|".join(orders)))

    return Alarm(
        kind,
        tuple(sign(*parts) for parts in entry["certain"]),
        tuple(sign(*parts) for parts in entry["doubtful"]),
        spelled("|".join(entry["unless"])),
        entry["yesterday_counts"],
    )


def _rules(table: Mapping[str, Any]) -> tuple[Rule, ...]:
    """`[fee_query]` holds rules such as `"FEE & HOW_MUCH & !OVERCHARGED" = 3`; `[privacy.delete]` names a category."""
    rules = []
    for intent, entries in table.items():
        for key, value in entries.items():
            for terms, weight in value.items() if isinstance(value, dict) else [(key, value)]:
                parts = [term.strip() for term in terms.split("&")]
                bars = frozenset(part[1:] for part in parts if part.startswith("!"))
                needs = frozenset(part for part in parts if not part.startswith("!"))
                rules.append(Rule(intent, key if isinstance(value, dict) else None, needs, bars, float(weight)))
    return tuple(rules)


def _weighted(table: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Category to word to weight, from `"2" = "words apart by spaces"`."""
    return {
        name: {word: float(weight) for weight, words in entry.items() for word in words.split()}
        for name, entry in table.items()
    }


def load_lexicon(folder: Path = FOLDER) -> Lexicon:
    """Read the lexicon's files. Raises OSError, TOMLDecodeError or KeyError, naming what is missing."""
    commands, alarms, spelling = (_read(folder, name) for name in ("commands", "emergency", "spelling"))
    return Lexicon(
        commands=_commands(commands["commands"]),
        staff_words=tuple(commands["staff"]),
        answers={name: tuple(words.split()) for name, words in commands["answers"].items()},
        over="|".join(commands["over"]["said"]),
        beside_over="|".join(commands["over"]["beside"]),
        syllables={char: syllable for syllable, chars in spelling["syllables"].items() for char in chars},
        typos=dict(spelling["typos"]),
        never_respelled=spelling["never"],
        alarm_words=tuple(spelling["alarm_words"].split()),
        alarms=tuple(_alarm(kind, entry, alarms["macros"]) for kind, entry in alarms["alarm"].items()),
        emergency_numbers={int(number): kind for number, kind in alarms["numbers"].items()},
        calm=Calm(**{name: "|".join(patterns) for name, patterns in alarms["calm"].items()}),
        concepts={name: tuple(words.split()) for name, words in _read(folder, "concepts").items()},
        rules=_rules(_read(folder, "intents")),
        categories=_weighted(_read(folder, "categories")),
        words=_weighted(_read(folder, "words")),
    )
