"""Round 轮次: voting, looking at projects, the result."""

from bot.router import Router
from handlers.round import looking, result, unasked, voting

ROUTERS: tuple[Router, ...] = (voting.router, looking.router, result.router, unasked.router)
