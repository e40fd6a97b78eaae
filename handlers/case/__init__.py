"""Case 诉求: filing one, and what comes after."""

from bot.router import Router
from handlers.case import addition, care, filing, withdrawal

ROUTERS: tuple[Router, ...] = (filing.router, addition.router, care.router, withdrawal.router)
