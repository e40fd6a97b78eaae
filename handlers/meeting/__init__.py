"""Meeting 会议: the 恳谈日 in the chat: what it is, and taking part in it."""

from bot.router import Router
from handlers.meeting import info, taking_part

ROUTERS: tuple[Router, ...] = (info.router, taking_part.router)
