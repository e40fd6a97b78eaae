"""Turn 一轮: the whole trip of one message inside the writer, from its key to its stored reply."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.answer import CLOSED, SILENCE, Answer, Opened, Say, say
from bot.conversation import Conversation, Turn
from bot.envelope import Incoming
from bot.reply import paginate
from bot.router import Switchboard
from bot.understanding import Heard
from bot.understanding.answers import Answers
from config.community import Community
from config.wording import Wording
from storage import dialog, inbox, outbox, resident
from storage.dialog import Standing
from storage.inbox import InboxState, Letter, ReplyRoute
from storage.outbox import Purpose
from storage.tx import Tx, means_busy, means_trouble

log = logging.getLogger(__name__)

THROUGH_TO_HUMAN = frozenset({"主菜单", "人工"})  # what the bot still answers while a human has the conversation
NEVER_HELD = frozenset({"event:subscribe", "event:unsubscribe", "event:scan"})
SPOKEN_EVENTS = frozenset({"event:click", "event:subscribe", "event:scan"})  # the others are answered by nothing
SECRET_LIFE = timedelta(minutes=10)  # so long a late reply to a ballot's step may wait to be sent


class Taken(NamedTuple):
    """What became of a message. `reply` goes into the answer to the callback; "" there is nothing to put in."""

    reply: str
    intent: str
    outcome: str  # answered, silent, refused, missed, apology, again


class Bot:
    """Holds what every turn needs; makes turns."""

    def __init__(self, switchboard: Switchboard, community: Community, wording: Wording, answers: Answers) -> None:
        self._switchboard = switchboard
        self._community = community
        self._wording = wording
        self._answers = answers

    def take(
        self, incoming: Incoming, heard: Heard, letter: Letter, may_go_passive: Callable[[], bool], tx: Tx
    ) -> Taken:
        """One message, once: a known key gets its stored reply; everything else is done and stored with its reply."""
        found = dialog.load(tx, letter.key, letter.sender, letter.received_at)
        if found.state is not None and found.state != InboxState.ACCEPTED:
            return Taken(_stored_reply(tx, letter.key, found), "known", "again")
        route = ReplyRoute.PASSIVE if may_go_passive() else ReplyRoute.OUTBOX
        try:
            taken = self._answer(tx, incoming, heard, letter.received_at, found)
            state = InboxState.DONE
        except Exception as error:
            if means_busy(error) or means_trouble(error):
                raise
            log.exception("a turn failed; the resident gets an apology")
            tx.retreat()
            taken, state = (
                Taken(self.at_once(heard) or self._wording.say("apology"), "error", "apology"),
                InboxState.FAILED,
            )
        keep = inbox.store if found.state is None else _settle
        is_secret = self._is_secret(self._as_found(tx, incoming, heard, letter, found))
        keep(tx, letter, state, route, taken.reply, is_secret=is_secret)
        if route is ReplyRoute.PASSIVE or not taken.reply:
            return taken
        send_later(tx, letter, taken.reply, is_secret=is_secret)
        return Taken("", taken.intent, taken.outcome)

    def at_once(self, heard: Heard) -> str:
        """What a danger is answered whatever else fails or waits; "" where none was told for certain."""
        danger = heard.emergency
        if danger is None or danger.doubtful:
            return ""
        question = f"emergency_question.{danger.kind}"
        asked = (self._wording.say(question),) if question in self._wording.templates else ()
        return "\n".join((self._wording.say(f"emergency.{danger.kind}"), *asked))

    def _is_secret(self, turn: Turn) -> bool:
        """Is it to be wiped? Where that cannot be told it is: the answer stands all the same."""
        try:
            return self._switchboard.is_secret(turn)
        except Exception as error:
            if means_busy(error) or means_trouble(error):
                raise
            log.exception("whether a message is secret could not be told")
            return True

    def _as_found(self, tx: Tx, incoming: Incoming, heard: Heard, letter: Letter, found: Standing) -> Turn:
        """The turn as it began; nobody who is new (0) has anything to hide yet."""
        now, known, conversation = letter.received_at, found.resident_id or 0, Conversation.of(found)
        return Turn(tx, now, incoming, heard, known, conversation, self._community, self._answers)

    def _answer(self, tx: Tx, incoming: Incoming, heard: Heard, now: datetime, found: Standing) -> Taken:
        """Route, handle, save what changed, and word the reply."""
        resident_id = found.resident_id or resident.add(tx, incoming.sender, now)
        conversation = Conversation.of(found)
        before = Conversation.of(found)
        turn = Turn(tx, now, incoming, heard, resident_id, conversation, self._community, self._answers)
        opening = self._settle_past(turn)
        may_announce = conversation.held > 0 and self._may_announce(turn)
        intent, answer, outcome = self._route(turn)
        reply = self._word(turn, opening, answer, may_announce=may_announce)
        if conversation != before:
            dialog.save(tx, resident_id, conversation.facts(), is_new=found.dialog_of is None)
        return Taken(reply, intent, outcome if reply else "silent")

    def _settle_past(self, turn: Turn) -> tuple[Say, ...]:
        """What time has ended since the last message: an old form, a human's silence. Said when something is said."""
        conversation, said = turn.conversation, list[Say]()
        if turn.kind.startswith("event:") and turn.kind not in SPOKEN_EVENTS:
            return ()
        if conversation.human_until and conversation.human_until <= turn.now:
            conversation.human_until = None
            said.append(Say("human.back"))
        expired = conversation.expires_at is not None and conversation.expires_at <= turn.now
        if conversation.opened.dialog and (expired or self._switchboard.is_stale(turn)):
            dialog_that_was = self._switchboard.dialog_of(conversation.opened)
            if dialog_that_was is None or dialog_that_was.life is None:
                said.append(Say("dialog.expired"))
            conversation.opened, conversation.expires_at = CLOSED, None
        return tuple(said)

    def _route(self, turn: Turn) -> tuple[str, Answer, str]:
        if self._is_for_human(turn):
            self._go_on_waiting(turn)
            return "human", say("emergency.doubtful") if turn.heard.emergency else SILENCE, "silent"
        intent, answer = self._switchboard.route(turn)
        passed_by = intent.startswith("word:") and answer.dialog is None
        returns = (passed_by or answer.gives_back) and not answer.urgent
        if returns and self._waits(answer.dialog or turn.conversation.opened):
            answer = replace(answer, says=(*answer.says, Say("dialog.still_open")))
        self._keep(turn, answer)
        return intent, answer, "refused" if answer.refused else "missed" if answer.missed else "answered"

    def _waits(self, opened: Opened) -> bool:
        """Does this form wait for an answer?"""
        dialog_that_is = self._switchboard.dialog_of(opened)
        return dialog_that_is is not None and dialog_that_is.life is None

    def _is_for_human(self, turn: Turn) -> bool:
        conversation, danger = turn.conversation, turn.heard.emergency
        if conversation.human_until is None or turn.kind in NEVER_HELD or (danger and not danger.doubtful):
            return False
        opened = self._switchboard.dialog_of(conversation.opened)
        if opened and opened.is_urgent:
            return False
        if turn.heard.command in THROUGH_TO_HUMAN or turn.heard.number == 9:
            return False
        return {intent.name for intent in turn.heard.intents} != {"human"}  # asked for in other words

    def _go_on_waiting(self, turn: Turn) -> None:
        """The talk with the human goes on as long as words come: the pause is counted from the last of them."""
        if not turn.kind.startswith("event:"):
            turn.conversation.human_until = turn.now + self._community.chat.human_silence

    def _keep(self, turn: Turn, answer: Answer) -> None:
        """Remember what the answer changed in the conversation."""
        conversation, chat = turn.conversation, self._community.chat
        if answer.dialog is not None:
            conversation.opened = answer.dialog
            opened = self._switchboard.dialog_of(answer.dialog)
            conversation.expires_at = turn.now + (opened.life or chat.dialog_life) if opened else None
        if answer.says:
            conversation.misses = conversation.misses + 1 if answer.missed else 0
        if answer.human is not None:
            conversation.human_until = turn.now + chat.human_silence if answer.human else None

    def _word(self, turn: Turn, opening: tuple[Say, ...], answer: Answer, *, may_announce: bool) -> str:
        """The reply in words, one page of it; the rest is kept for 更多. What was held is announced in a last line."""
        if not answer.says:
            return ""
        if answer.urgent:
            opening = ()
        # Who is told that a form was put away knows why what followed was not understood.
        says = opening if opening and answer.missed else opening + answer.says
        if answer.missed and turn.conversation.misses > 1 and turn.conversation.opened.dialog:
            says += (Say("human.offer"),)
        text = "\n".join(map(self._say, says))
        page, rest = paginate(text, self._wording.say("more.hint"))
        if rest or turn.heard.command == "更多" or turn.heard.number == 8:
            turn.conversation.rest = rest
        is_danger = answer.urgent or turn.heard.emergency
        if not may_announce or rest or is_danger or not self._is_calm(turn.conversation.opened):
            return page
        return page + self._announcement(turn.conversation.held)

    def _announcement(self, held: int) -> str:
        """A short line: what a full page leaves free is enough for it."""
        return "\n" + self._wording.say("held.hint", {"number": held}) if held else ""

    def _may_announce(self, turn: Turn) -> bool:
        """Never on a ballot, nor where a form asks something, nor in danger."""
        return self._is_calm(turn.conversation.opened) and not self._switchboard.is_secret(turn)

    def _is_calm(self, opened: Opened) -> bool:
        """Is nothing asked, and nobody in danger?"""
        dialog_that_is = self._switchboard.dialog_of(opened)
        return dialog_that_is is None or (dialog_that_is.life is not None and not dialog_that_is.is_urgent)

    def _say(self, each: Say) -> str:
        if not each.facts:
            return self._wording.say(each.template)
        return self._wording.say(each.template, {name: self._fact(fact) for name, fact in each.facts.items()})

    def _fact(self, fact: object) -> object:
        """A fact that is itself worded, or a list of such, one a line."""
        if isinstance(fact, Say):
            return self._say(fact)
        return "\n".join(map(self._say, fact)) if isinstance(fact, list) else fact


def _stored_reply(tx: Tx, key: str, found: Standing) -> str:
    """What a delivery that comes again is told: the same, unless that went another way."""
    if found.route == ReplyRoute.OUTBOX or not found.reply:
        return ""
    inbox.note_fetched(tx, key)
    return found.reply


def send_later(tx: Tx, letter: Letter, reply: str, *, is_secret: bool) -> None:
    """Put a reply that came too late for the callback into the outbox; its key keeps it from being there twice.

    A secret one is wiped once it was sent, and dropped where that takes too long.
    """
    now = letter.received_at
    to = resident.number_of(tx, letter.sender) or resident.add(tx, letter.sender, now)
    key, facts = f"reply:{letter.key}", {"text": reply}
    subject, expires_at = (outbox.TO_BE_WIPED, now + SECRET_LIFE) if is_secret else ("", None)
    outbox.put(
        tx, Purpose.SERVICE, to, "late_reply", facts, dedup_key=key, now=now, subject=subject, expires_at=expires_at
    )


def _settle(tx: Tx, letter: Letter, state: InboxState, route: ReplyRoute, reply: str, *, is_secret: bool) -> None:
    inbox.settle(tx, letter.key, state, route, reply, is_secret=is_secret)
