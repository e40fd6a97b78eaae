"""Secrecy 保密: the words of a ballot's steps are wiped 60 s after they were said; only that somebody wrote stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from storage import dialog, inbox, outbox
from storage import round as rounds
from storage.tx import Tx

KEPT = timedelta(seconds=60)  # a delivery that comes again gets the stored reply; the last comes after about 15 s
DRAFT_DIALOGS = ("ballot", "round_project")  # forms that hold what somebody may be about to pick
CHUNK = 500
_FAR = timedelta(days=3650)


class Wiped(NamedTuple):
    """How many messages, forms and late replies were wiped; `more`: there are more."""

    more: bool
    did: str


def due(tx: Tx, since: datetime, until: datetime) -> Sequence[datetime]:
    """The whole minute before `until`, where there is something to wipe by then."""
    minute = until.replace(second=0, microsecond=0)
    return [minute] if minute > since and _is_waiting(tx, minute) else []


def wipe(tx: Tx, now: datetime) -> Wiped:
    """Wipe one chunk of what is old enough."""
    messages = inbox.wipe_secrets(tx, now - KEPT, CHUNK)
    replies = outbox.wipe_secrets(tx, now)
    forms = dialog.wipe(tx, DRAFT_DIALOGS, now)
    return Wiped(messages == CHUNK, f"{messages} messages, {replies} late replies, {forms} forms")


def wipe_drafts(tx: Tx, now: datetime) -> int:
    """At closing: wipe every ballot that was begun and not cast."""
    return dialog.wipe(tx, DRAFT_DIALOGS, now + _FAR)


def _is_waiting(tx: Tx, now: datetime) -> bool:
    oldest = inbox.oldest_secret(tx)
    if (oldest is not None and oldest <= now - KEPT) or outbox.has_secrets(tx, now):
        return True
    # Only while something is voted on can such a form be left behind: the table of forms is not searched for nothing.
    return rounds.current(tx, now) is not None and dialog.has_expired(tx, DRAFT_DIALOGS, now)
