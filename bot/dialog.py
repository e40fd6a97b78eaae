"""Dialog 对话: forms that are filled step by step; 返回, 跳过 and 取消 work in every one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answer import Answer, Opened, Say, say
from bot.conversation import Turn


class Form(BaseModel):
    """What was filled in so far. Raise `version` when its fields change: an older one is closed kindly."""

    model_config = ConfigDict(frozen=True)
    version: ClassVar[int] = 1

    trail: tuple[str, ...] = ()  # the steps that were answered, for 返回

    def filled(self, **fields: object) -> Self:
        """The same form with some fields filled."""
        return self.model_copy(update=fields)


F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Step(Generic[F]):
    """One question. `takes_digits`: it lists items or asks for a number, so 8 and 9 answer it. `quotes`: what is said
    is to be told to others, so a danger in it is most likely none of now.

    `answer` gives None for what does not answer it: then whoever else can answers, and the form stays open.
    """

    ask: Callable[[Turn, F], Say]
    answer: Callable[[Turn, F], Answer | None]
    skip: Callable[[Turn, F], Answer] | None = None
    takes_digits: bool = False
    quotes: bool = False


class Dialog(Generic[F]):
    """A form and its steps; the steps are an Enum's members.

    `life`: it asks for nothing that is needed, is open so long and then ends without a word; 返回, 跳过 and 取消 are
    answers to it. `is_urgent`: it is about danger, and a human's conversation does not silence it.
    `reads_cancel`: words such as 不要了 answer its questions. `is_secret`: what is said while it is open, and what is
    answered, is wiped soon after (budget.md). `cancelled` says what 取消 leaves as it was, where that is not nothing.
    """

    def __init__(
        self,
        name: str,
        form: type[F],
        *,
        life: timedelta | None = None,
        is_urgent: bool = False,
        reads_cancel: bool = False,
        is_secret: bool = False,
        cancelled: Callable[[Turn, F], Answer] | None = None,
    ) -> None:
        self.name = name
        self.form = form
        self.life = life
        self.is_urgent = is_urgent
        self.is_secret = is_secret
        self._reads_cancel = reads_cancel
        self._cancelled = cancelled
        self.steps: Mapping[str, Step[F]] = {}

    def open(self, turn: Turn, step: StrEnum, form: F, *before: Say) -> Answer:
        """Begin, at this step."""
        return self._stand_at(turn, step, form, *before)

    def ask(self, turn: Turn, step: StrEnum, form: F, *before: Say) -> Answer:
        """Go to a step and ask its question; `before` is said first. The step we come from is kept for 返回."""
        opened = turn.conversation.opened
        came_from = opened.step if opened.dialog == self.name else ""
        if came_from and came_from != step and came_from not in form.trail:
            form = form.filled(trail=(*form.trail, came_from))
        return self._stand_at(turn, step, form, *before)

    def take(self, turn: Turn) -> Answer | None:
        """What was said answers the open step; 返回, 跳过 and 取消 are the dialog's own. None: it answers nothing."""
        opened = turn.conversation.opened
        form, step = self.form.model_validate(opened.data), self.steps[opened.step]
        if self.life:
            return step.answer(turn, form)
        match turn.heard.command:
            case "取消":
                return self._cancel(turn, form)
            case "返回":
                return self._back(turn, form, opened.step)
            case "跳过":
                return step.skip(turn, form) if step.skip else self._again(turn, form, Say("dialog.cannot_skip"))
        if not self._reads_cancel and turn.heard.intents and turn.heard.intents[0].name == "cancel":
            return self._cancel(turn, form)
        return step.answer(turn, form)

    def takes_digits(self, opened: Opened) -> bool:
        """Do 8 and 9 belong to the open step?"""
        return self.steps[opened.step].takes_digits

    def quotes(self, opened: Opened) -> bool:
        """Is what is said at the open step meant for others?"""
        return self.steps[opened.step].quotes

    def knows(self, opened: Opened) -> bool:
        """Can this program go on with what was opened, perhaps by an earlier version of it?"""
        if opened.version != self.form.version or opened.step not in self.steps:
            return False
        try:
            self.form.model_validate(opened.data)
        except ValidationError:
            return False
        return True

    def not_understood(self, turn: Turn, form: F, *before: Say) -> Answer:
        """Ask the same step again; a second time in a row a human is offered."""
        return replace(self._again(turn, form, *before), missed=True)

    def _cancel(self, turn: Turn, form: F) -> Answer:
        return (self._cancelled(turn, form) if self._cancelled else say("dialog.cancelled")).closing()

    def _again(self, turn: Turn, form: F, *before: Say) -> Answer:
        return self._stand_at(turn, turn.conversation.opened.step, form, *before)

    def _back(self, turn: Turn, form: F, step: str) -> Answer:
        trail = tuple(name for name in form.trail if name != step)
        if not trail:
            return self._again(turn, form, Say("dialog.first_step"))
        return self._stand_at(turn, trail[-1], form.filled(trail=trail[:-1]))

    def _stand_at(self, turn: Turn, step: str, form: F, *before: Say) -> Answer:
        question = self.steps[step].ask(turn, form)
        opened = Opened(self.name, str(step), form.version, form.model_dump(mode="json"))
        return Answer((*before, question), opened)


def is_stale(opened: Opened, dialogs: Mapping[str, Dialog[Any]]) -> bool:
    """Is a form open that no dialog of this program can go on with?"""
    dialog = dialogs.get(opened.dialog)
    return bool(opened.dialog) and (dialog is None or not dialog.knows(opened))
