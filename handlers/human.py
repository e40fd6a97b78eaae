"""Human 人工: a human takes the conversation; the bot is silent until it is handed back or falls silent."""

from dataclasses import replace

from bot.answer import Answer, say
from bot.conversation import Turn
from bot.router import Router
from civic import resident

router = Router("human")


@router.command("人工")
@router.intent("human")
def ask(turn: Turn) -> Answer:
    """人工 or 9."""
    if turn.conversation.human_until:
        return replace(say("human.waiting"), human=True)
    resident.ask_for_human(turn.tx, turn.resident_id, turn.now)
    return replace(say("human.asked").closing(), human=True)
