"""Case 诉求: filing one, what comes after, and seeing to it."""

from bot.router import Router
from handlers.case import addition, care, filing, handling, withdrawal

ROUTERS: tuple[Router, ...] = (filing.router, addition.router, care.router, withdrawal.router, handling.router)
