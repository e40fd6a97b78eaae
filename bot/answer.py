"""Answer 回答: what a handler gives back: templates with facts, and what becomes of the open form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Say(NamedTuple):
    """One template of config/wording with the facts that fill it; a fact may be a Say, or a list of them."""

    template: str
    facts: Mapping[str, object] = NO_FACTS


class Opened(NamedTuple):
    """The form's step that is open after this answer. `data` is the form as JSON."""

    dialog: str
    step: str
    version: int
    data: dict[str, Any]


CLOSED = Opened("", "", 0, {})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, in order, and what becomes of the dialog: None leaves it as it is."""

    says: tuple[Say, ...] = ()
    dialog: Opened | None = None
    missed: bool = False  # not understood: the second time in a row a human is offered
    urgent: bool = False  # an emergency: nothing is added to it
    refused: bool = False  # a rule said no
    gives_back: bool = False  # its dialog is one that was open before and had been interrupted
    human: bool | None = None  # from now on a human has the conversation (True), or the bot (False)

    @property
    def opens(self) -> bool:
        """Is a form open after it?"""
        return self.dialog is not None and self.dialog != CLOSED

    def closing(self) -> "Answer":
        """The same, and no form is open any more."""
        return replace(self, dialog=CLOSED)

    def after(self, *says: Say) -> "Answer":
        """The same, with something said before it."""
        return replace(self, says=says + self.says)

    def and_then(self, other: "Answer") -> "Answer":
        """Both as one: what asks a question comes last; the first form that opens stays."""
        first, last = (other, self) if self.opens and not other.opens else (self, other)
        return Answer(
            first.says + last.says,
            next((each.dialog for each in (self, other) if each.opens), self.dialog or other.dialog),
            missed=self.missed and other.missed,
            urgent=self.urgent or other.urgent,
            refused=self.refused and other.refused,
            human=self.human if other.human is None else other.human,
        )


SILENCE = Answer()


def say(template: str, **facts: object) -> Answer:
    """An answer of one template."""
    return Answer((Say(template, facts),))
