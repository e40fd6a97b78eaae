"""Follow 关注: coming, coming back by a code, and leaving."""

from dataclasses import replace

from bot.answer import SILENCE, Answer, say
from bot.conversation import Turn
from bot.router import Router
from civic import resident

router = Router("follow")


@router.kind("event:subscribe")
def welcome(turn: Turn) -> Answer:
    """They follow: who we are, what to do, and that this account is no emergency line."""
    resident.follow(turn.tx, turn.resident_id, turn.now)
    return replace(say("welcome").closing(), human=False)


@router.kind("event:scan")
def scanned(turn: Turn) -> Answer:
    """A follower scanned one of our codes."""
    resident.follow(turn.tx, turn.resident_id, turn.now)
    return say("welcome_back")


@router.kind("event:unsubscribe")
def leave(turn: Turn) -> Answer:
    """They left; the platform takes no answer."""
    resident.unfollow(turn.tx, turn.resident_id, turn.now)
    return SILENCE.closing()
