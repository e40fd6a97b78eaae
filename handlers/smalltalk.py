"""Small talk 寒暄: greetings, thanks, praise, who is talking."""

from bot.answer import Answer, say
from bot.conversation import Turn
from bot.router import Router

router = Router("smalltalk")


@router.intent("greeting")
def greet(turn: Turn) -> Answer:
    """你好."""
    return say("greeting")


@router.keyword
def introduce(turn: Turn) -> Answer | None:
    """你是谁."""
    return say("who") if turn.answers.who(turn.heard.text) else None


@router.intent("thanks", "praise")
def welcome(turn: Turn) -> Answer:
    """谢谢."""
    return say("thanks")
