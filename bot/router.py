"""Router 分拣: which handler answers; one Router per feature, joined in one fixed order by the Switchboard.

emergency > always-words > staff words > firsts (words that no form may take) > the open dialog >
keyword (also a digit of the menu) > intents > fallback
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from bot.answer import SILENCE, Answer, Opened, Say, say
from bot.conversation import Turn
from bot.dialog import Dialog, is_stale
from civic.errors import Refusal

Handler = Callable[[Turn], Answer]
Attempt = Callable[[Turn], Answer | None]
Secret = Callable[[Turn], bool]
H = TypeVar("H", bound=Handler)
S = TypeVar("S", bound=Secret)
A = TypeVar("A", bound=Attempt)
R = TypeVar("R", Answer, Answer | None)

IN_DIALOG = frozenset({"取消", "返回", "跳过"})  # these belong to the open form, where there is one
SURE_ENOUGH = 0.35  # confidence below which an intent is not acted on
COURTESIES = frozenset({"greeting", "thanks", "praise"})  # answered where nothing else is asked for
AT_ONCE = 2  # intents of one message that are answered together


class Router:
    """What one feature answers to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.commands: dict[str, Handler] = {}
        self.intents: dict[str, Handler] = {}
        self.kinds: dict[str, Handler] = {}
        self.dialogs: dict[str, Dialog[Any]] = {}
        self.emergency: Handler | None = None
        self.fallback: Handler | None = None
        self.firsts: list[Attempt] = []
        self.attempts: list[Attempt] = []
        self.secrets: list[Secret] = []

    def command(self, *words: str) -> Callable[[H], H]:
        """Answers these always-words or staff words."""
        return lambda handler: _register(self.commands, words, handler)

    def intent(self, *names: str) -> Callable[[H], H]:
        """Answers these intents."""
        return lambda handler: _register(self.intents, names, handler)

    def kind(self, *kinds: str) -> Callable[[H], H]:
        """Answers messages and events of these kinds that hold no words: image, event:subscribe …"""
        return lambda handler: _register(self.kinds, kinds, handler)

    def on_emergency(self, handler: H) -> H:
        """Answers danger."""
        self.emergency = handler
        return handler

    def first(self, handler: A) -> A:
        """Answers before the open form and the menu what neither may take, or leaves it (None)."""
        self.firsts.append(handler)
        return handler

    def keyword(self, handler: A) -> A:
        """Answers what it knows by a word or a number of its own, with no form open, or leaves it (None)."""
        self.attempts.append(handler)
        return handler

    def secret(self, tells: S) -> S:
        """Tells which messages are secret outside a secret form: words and reply are wiped soon after."""
        self.secrets.append(tells)
        return tells

    def on_fallback(self, handler: H) -> H:
        """Answers what nobody else does."""
        self.fallback = handler
        return handler

    def dialog(self, dialog: Dialog[Any]) -> None:
        """A form of this feature."""
        self.dialogs[dialog.name] = dialog


class Switchboard:
    """All routers as one; a word, intent or form that two features claim is a mistake and raises ValueError."""

    def __init__(self, routers: Iterable[Router]) -> None:
        whole = Router("all")
        for router in routers:
            for mine, theirs in (
                (whole.commands, router.commands),
                (whole.intents, router.intents),
                (whole.kinds, router.kinds),
                (whole.dialogs, router.dialogs),
            ):
                if twice := mine.keys() & theirs.keys():
                    raise ValueError(f"router {router.name} claims again: {', '.join(sorted(twice))}")
                mine.update(theirs)  # type: ignore[arg-type]  # each pair is of one kind
            whole.emergency = router.emergency or whole.emergency
            whole.fallback = router.fallback or whole.fallback
            whole.firsts += router.firsts
            whole.attempts += router.attempts
            whole.secrets += router.secrets
        self._whole = whole

    def route(self, turn: Turn) -> tuple[str, Answer]:
        """The answer, and in one word for the counters what it was an answer to."""
        danger, is_quoted = turn.heard.emergency, self._is_quoted(turn)
        if danger and not danger.doubtful and not is_quoted and self._whole.emergency:
            return "emergency", _asked(self._whole.emergency, turn)
        intent, answer = self._calmly(turn)
        if danger:
            answer = answer.after(Say("emergency.quoted" if is_quoted else "emergency.doubtful"))
        return intent, answer.and_then(say("gentle")) if turn.heard.gentle else answer

    def _is_quoted(self, turn: Turn) -> bool:
        opened = self.dialog_of(turn.conversation.opened)
        return opened is not None and opened.quotes(turn.conversation.opened)

    def is_stale(self, turn: Turn) -> bool:
        """Is a form open that this program cannot go on with?"""
        return is_stale(turn.conversation.opened, self._whole.dialogs)

    def is_secret(self, turn: Turn) -> bool:
        """Is this message secret, with the form open that its turn began with? Whether or not the turn fails."""
        dialog = self.dialog_of(turn.conversation.opened)
        return bool(dialog and dialog.is_secret) or any(tells(turn) for tells in self._whole.secrets)

    def dialog_of(self, opened: Opened) -> Dialog[Any] | None:
        """The form that is open."""
        return self._whole.dialogs.get(opened.dialog)

    def _calmly(self, turn: Turn) -> tuple[str, Answer]:
        if turn.kind.startswith("event:") and turn.kind != "event:click":
            handler = self._whole.kinds.get(turn.kind)
            return (turn.kind, _asked(handler, turn)) if handler else ("event:other", SILENCE)
        told = self._words(turn) or self._first(turn) or self._dialog(turn)
        return told or self._keyword(turn) or self._kind(turn) or self._meaning(turn)

    def _words(self, turn: Turn) -> tuple[str, Answer] | None:
        word = turn.heard.command or self._digit_word(turn)
        if word is None or (word in IN_DIALOG and turn.conversation.opened.dialog):
            return None
        handler = self._whole.commands.get(word)
        return (f"word:{word}", _asked(handler, turn)) if handler else None

    def _digit_word(self, turn: Turn) -> str | None:
        """9 is 人工 and 8 is 更多, except where the open step lists such an item or asks for a number."""
        opened = turn.conversation.opened
        if opened.dialog and self._whole.dialogs[opened.dialog].takes_digits(opened):
            return None
        return {8: "更多", 9: "人工"}.get(turn.heard.number or 0)

    def _first(self, turn: Turn) -> tuple[str, Answer] | None:
        answers = (_asked(attempt, turn) for attempt in self._whole.firsts)
        return next((("keyword", answer) for answer in answers if answer), None)

    def _dialog(self, turn: Turn) -> tuple[str, Answer] | None:
        name = turn.conversation.opened.dialog
        if not name:
            return None
        answer = _asked(self._whole.dialogs[name].take, turn)
        if answer is None:
            return None
        # What a rule refuses once it refuses again: nobody is kept in a form that cannot go on.
        return f"form:{name}", answer.closing() if answer.refused else answer

    def _keyword(self, turn: Turn) -> tuple[str, Answer] | None:
        """With no form open a digit is a line of the menu, and some words and numbers are somebody's."""
        line = next((line for line in turn.community.menu if line.digit == turn.heard.number), None)
        if line and (handler := self._whole.commands.get(line.command)):
            return f"word:{line.command}", _asked(handler, turn)
        answers = (_asked(attempt, turn) for attempt in self._whole.attempts)
        return next((("keyword", answer) for answer in answers if answer), None)

    def _kind(self, turn: Turn) -> tuple[str, Answer] | None:
        """Pictures, recordings without words, places on the map; `other` is whatever nobody reads."""
        if turn.heard.text or turn.kind == "text":
            return None
        handler = self._whole.kinds.get(turn.kind)
        return (turn.kind, _asked(handler, turn)) if handler else ("other", _asked(self._whole.kinds["other"], turn))

    def _meaning(self, turn: Turn) -> tuple[str, Answer]:
        meant = [intent.name for intent in turn.heard.intents if intent.confidence >= SURE_ENOUGH]
        meant = list(dict.fromkeys(meant))  # two matters of one kind are one handler's
        wishes = [name for name in meant if name not in COURTESIES] or meant
        found = [(name, self._whole.intents[name]) for name in wishes if name in self._whole.intents][:AT_ONCE]
        if not found:
            return "none", _asked(self._whole.fallback, turn) if self._whole.fallback else say("fallback.once")
        answer = _asked(found[0][1], turn)
        for _, handler in found[1:]:
            answer = answer.and_then(_asked(handler, turn))
        return found[0][0], answer


def _register(where: dict[str, Handler], names: Iterable[str], handler: H) -> H:
    for name in names:
        if name in where:
            raise ValueError(f"claimed twice: {name}")
        where[name] = handler
    return handler


def _asked(handler: Callable[[Turn], R], turn: Turn) -> R | Answer:
    """A handler's answer; a rule that says no is an answer too, in this one place."""
    try:
        return handler(turn)
    except Refusal as refusal:
        return replace(say(f"refusal.{refusal.code}", **refusal.facts), refused=True)
