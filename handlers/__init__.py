"""What residents, committee and grid workers can say, and what is answered; the register of all routers."""

from bot.router import Router
from handlers import case, emergency, fee, follow, household, human, meeting, menu, notice, opinion, smalltalk, unopened
from handlers import round as rounds

ROUTERS: tuple[Router, ...] = (
    emergency.router,
    menu.router,
    human.router,
    follow.router,
    household.router,
    fee.router,
    *case.ROUTERS,
    *meeting.ROUTERS,
    notice.router,
    opinion.router,
    *rounds.ROUTERS,
    smalltalk.router,
    unopened.router,
)
