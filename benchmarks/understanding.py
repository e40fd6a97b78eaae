"""How well and how fast messages are understood: `python -m benchmarks.understanding`, and `--learn` for the words.

Accuracy by file, intent and register, the emergency layer, a naive Bayes baseline in the same run, µs per message.
"""

import csv
import math
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.understanding import Understanding, as_json
from config.lexicon import FOLDER, load_lexicon

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "understanding"
SHARED = ROOT.parent / "shared" / "data" / "language"
FOLDS = 5
LEAST_WEIGHT, LARGEST_WEIGHT = 1.0, 2.0
EITHER = [  # pairs between which domain.md, section 4, accepts either
    {"消防安全", "充电车棚"}, {"消防安全", "环境卫生"}, {"邻里纠纷", "水电气暖"},
    {"排水管网", "环境卫生"}, {"飞线管线", "消防安全"}, {"停车秩序", "消防安全"},
]  # fmt: skip
SPEED_TEXTS = {
    "a digit": "1",
    "a command": "人工",
    "another writing of a number": "第三个",
    "danger": "着火了快来人",
    "a complaint of 20 characters": "3号楼2单元楼道灯坏了三天没人修怎么办啊",
    "700 characters": "楼道灯坏了没人修," * 78,
}
COARSE = {"fraud": "crime", "jumper": "self_harm", "rescue": "medical"}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled message."""

    text: str
    intent: str
    category: str
    register: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one file of labelled messages shows."""

    intent: float
    category: float
    emergencies: int
    found: int
    right_kind: int
    false_alarms: int
    by_intent: dict[str, float]
    by_register: dict[str, float]
    baseline: float


def rows_of(path: Path) -> list[Row]:
    """The labelled messages of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Row(r["text"], r["intent"], r["category"], r["register"]) for r in csv.DictReader(file)]


def texts_of(path: Path, column: str) -> list[str]:
    """One column of a csv file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def agrees(expected: str, found: object) -> bool:
    """Whether a category is the expected one, or its accepted neighbour."""
    return found == expected or {expected, found} in EITHER or found == COARSE.get(expected)


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else 1.0


def _grouped(pairs: Iterable[tuple[str, bool]]) -> dict[str, float]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for name, hit in pairs:
        groups[name].append(hit)
    return {name: _share(hits) for name, hits in sorted(groups.items())}


def figures(understanding: Understanding, rows: list[Row]) -> Figures:
    """Judge the understanding on labelled messages; the category counts where the intent was right."""
    told = [(row, as_json(understanding.hear(row.text))) for row in rows]
    hits = [(row, line["intent"] == row.intent) for row, line in told]
    labelled = [(row, line) for row, line in told if row.category and line["intent"] == row.intent]
    danger = [(row, line["emergency"]) for row, line in told if row.intent == "emergency"]
    return Figures(
        intent=_share(hit for _, hit in hits),
        category=_share(agrees(row.category, line["category"]) for row, line in labelled),
        emergencies=len(danger),
        found=sum(1 for _, kind in danger if kind),
        right_kind=sum(1 for row, kind in danger if kind and agrees(row.category, kind)),
        false_alarms=sum(1 for row, line in told if row.intent != "emergency" and line["emergency"]),
        by_intent=_grouped((row.intent, hit) for row, hit in hits),
        by_register=_grouped((row.register, hit) for row, hit in hits),
        baseline=naive_bayes(rows),
    )


def _grams(text: str) -> list[str]:
    padded = f"^{text}$"
    return [padded[i : i + 2] for i in range(len(padded) - 1)]


def naive_bayes(rows: list[Row]) -> float:
    """Accuracy of a character-bigram naive Bayes on the same rows, five folds: what no knowledge of ours achieves."""
    hits = []
    for fold in range(FOLDS):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in (row for i, row in enumerate(rows) if i % FOLDS != fold):
            counts[row.intent].update(_grams(row.text))
        size = len({gram for counter in counts.values() for gram in counter})
        for row in rows[fold::FOLDS]:
            scores = {name: _likelihood(counter, size, row.text) for name, counter in counts.items()}
            hits.append(max(scores, key=scores.__getitem__) == row.intent)
    return _share(hits)


def _likelihood(counter: Counter[str], size: int, text: str) -> float:
    total = math.log(counter.total() + size)
    return sum(math.log(counter[gram] + 1) - total for gram in _grams(text))


def microseconds(action: Callable[[], object], times: int = 300) -> float:
    """The median time of one call in µs."""
    spans = []
    for _ in range(times):
        start = time.perf_counter_ns()
        action()
        spans.append(time.perf_counter_ns() - start)
    return statistics.median(spans) / 1000


def learn(understanding: Understanding, rows: list[Row]) -> dict[str, dict[str, float]]:
    """Intent to word to weight: the log-odds of words that at least two messages of one intent share."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for word in set(understanding.words_of(row.text)):
            if len(word) > 1 and row.intent != "emergency":
                seen[word][row.intent] += 1
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for word, intents in sorted(seen.items()):
        for intent, count in intents.items():
            odds = math.log((count + 0.2) / (intents.total() - count + 0.6))
            if count > 1 and odds >= LEAST_WEIGHT:
                weights[intent][word] = round(min(odds, LARGEST_WEIGHT), 1)
    return dict(weights)


def write_words(weights: dict[str, dict[str, float]], path: Path) -> None:
    """Write the learned words as the lexicon keeps them."""
    lines = ["# Learned from invented sentences (benchmarks/understanding.py --learn): what a word adds to an intent."]
    for intent, words in sorted(weights.items()):
        lines.append(f"\n[{intent}]")
        by_weight: dict[float, list[str]] = defaultdict(list)
        for word, weight in words.items():
            by_weight[weight].append(word)
        lines += [f'"{weight}" = "{" ".join(by_weight[weight])}"' for weight in sorted(by_weight, reverse=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _report_file(name: str, found: Figures) -> None:
    print(f"\n{name}: intent {found.intent:.3f} (naive Bayes {found.baseline:.3f}), category {found.category:.3f}; "
          f"emergencies {found.found}/{found.emergencies}, right kind {found.right_kind}, "
          f"false alarms {found.false_alarms}")  # fmt: skip
    for title, group in (("intent", found.by_intent), ("register", found.by_register)):
        print(f"  by {title}: " + ", ".join(f"{key} {value:.2f}" for key, value in group.items()))


def _report_speed(understanding: Understanding) -> None:
    print("\nµs per message (median)")
    for title, text in SPEED_TEXTS.items():
        print(f"  {title:<30}{microseconds(partial(understanding.hear, text)):>10.1f}")


def main(arguments: list[str]) -> None:
    """Print the tables; with `--learn`, first write the learned words from the tuning half of our own sentences."""
    understanding = Understanding(load_lexicon())
    if "--learn" in arguments:
        write_words(learn(understanding, rows_of(OWN / "own_tune.csv")), FOLDER / "words.toml")
        understanding = Understanding(load_lexicon())
    for path in (OWN / "own_tune.csv", OWN / "own_test.csv", SHARED / "utterances.csv"):
        if path.exists():
            _report_file(path.name, figures(understanding, rows_of(path)))
    for name, column in (("real_smalltalk_sample.csv", "text"), ("real_messages_sample.csv", "title")):
        if (SHARED / name).exists():
            texts = texts_of(SHARED / name, column)
            alarms = sum(1 for text in texts if understanding.hear(text).emergency)
            print(f"\n{name}: {alarms} alarms in {len(texts)}")
    _report_speed(understanding)


if __name__ == "__main__":
    main(sys.argv[1:])
