"""Every sentence that people read, by template name and channel; a community may word any of them its own way."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from config.errors import WordingError

CHANNELS = ("chat", "short")
NO_FACTS: Mapping[str, object] = MappingProxyType({})
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence with named gaps, such as `受理号{number}`."""

    text: str
    facts: frozenset[str]

    @property
    def fixed(self) -> str:
        """What is said whatever the facts are: the part whose length is known beforehand."""
        return "".join(literal for literal, *_ in Formatter().parse(self.text))


Templates = Mapping[str, Mapping[str, Template]]


@dataclass(frozen=True, slots=True)
class Wording:
    """All templates, and the facts that every one of them may mention (phone numbers, the community's name)."""

    templates: Templates
    standing: Mapping[str, object] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)  # what the chat says whoever is spoken to

    def knowing(self, facts: Mapping[str, object]) -> "Wording":
        """The same sentences with `facts` filled in wherever nothing nearer is given."""
        standing = {**self.standing, **facts}
        chat = ((name, voices["chat"]) for name, voices in self.templates.items())
        settled = {name: said.text.format_map(standing) for name, said in chat if said.facts <= standing.keys()}
        return Wording(self.templates, standing, settled)

    def say(self, name: str, facts: Mapping[str, object] = NO_FACTS, channel: str = "chat") -> str:
        """The sentence in words; a channel without its own text says what the chat says.

        Raises WordingError for an unknown template, and for a fact that is missing, both by name.
        """
        if not facts and channel == "chat" and name in self.settled:
            return self.settled[name]
        voices = self.templates.get(name)
        if voices is None:
            raise WordingError([f"{name}: no such template"])
        template = voices.get(channel) or voices["chat"]
        try:
            return template.text.format_map({**self.standing, **facts})
        except KeyError as missing:
            raise WordingError([f"{name}: the fact {missing} is missing"]) from None


def load_wording(overrides: Mapping[str, str] = MappingProxyType({})) -> Wording:
    """Read config/wording/*.toml, then `overrides`: `name` replaces the chat's text, `name.short` that channel's.

    WordingError lists every template that cannot be read and every override that names no template or a fact
    that the original does not know.
    """
    problems: list[str] = []
    templates: dict[str, dict[str, Template]] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        for name, voices in _leaves(_table(file, problems)):
            if name in templates:
                problems.append(f"{name}: {file.name} words it a second time")
            templates[name] = _read_all(name, voices, problems)
    _override(templates, overrides, problems)
    if problems:
        raise WordingError(problems)
    return Wording(templates)


def _table(file: Path, problems: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        problems.append(f"{file.name}: {fault}")
        return {}


def _leaves(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Template names with their texts per channel; a table without a `chat` is a group of templates."""
    for key, value in table.items():
        name = prefix + key
        if not isinstance(value, dict):
            yield name, {"chat": value}
        elif "chat" in value:
            yield name, value
        else:
            yield from _leaves(value, name + ".")


def _read_all(name: str, voices: Mapping[str, object], problems: list[str]) -> dict[str, Template]:
    problems.extend(f"{name}.{channel}: no such channel" for channel in voices if channel not in CHANNELS)
    read = {channel: _read(f"{name}.{channel}", text, problems) for channel, text in voices.items()}
    return {channel: template for channel, template in read.items() if template}


def _read(name: str, text: object, problems: list[str]) -> Template | None:
    """The template; None and a line in `problems` when it is no text, or its gaps are more than plain names."""
    try:
        if not isinstance(text, str) or not text.strip():
            raise ValueError("expected a text")
        return Template(text.strip(), frozenset(_facts(text)))
    except ValueError as fault:
        problems.append(f"{name}: {fault}")
        return None


def _facts(text: str) -> Iterator[str]:
    for _, fact, form, conversion in Formatter().parse(text):
        if fact is None:
            continue
        if not fact.isidentifier() or form or conversion:
            raise ValueError("expected gaps like {number}, a plain name in braces")
        yield fact


def _override(templates: dict[str, dict[str, Template]], overrides: Mapping[str, str], problems: list[str]) -> None:
    for key, text in overrides.items():
        name, channel = _target(key, templates)
        original = templates.get(name, {}).get(channel)
        if original is None:
            problems.append(f"{key}: an override must name a known template")
            continue
        template = _read(key, text, problems)
        if template and (surplus := template.facts - original.facts):
            gaps = "、".join(sorted(surplus))
            problems.append(f"{key}: may use only {sorted(original.facts)}, not {gaps}")
        elif template:
            templates[name] = {**templates[name], channel: template}


def _target(key: str, templates: Templates) -> tuple[str, str]:
    name, _, channel = key.rpartition(".")
    return (name, channel) if key not in templates and channel in CHANNELS else (key, "chat")
