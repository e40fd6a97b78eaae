"""Reception: every request of the console comes through here: who asks, is the form ours, what went wrong, in words."""

import logging
import re
from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from aiohttp import web

from civic import rights, staff
from civic.errors import Busy, Refusal, Unavailable
from civic.staff import NOBODY
from config.clock import Clock
from config.community import Community
from config.wording import Wording
from web.console.cookie import give, new_token
from web.console.guesses import Guesses
from web.console.looks import Entry, Looks
from web.console.page import Door, Page, Route, Tools, Trouble, Visit
from web.console.sign_in import AT_ONCE, sign_in_address

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FORM = "application/x-www-form-urlencoded"
# No text that people write holds them, and PostgreSQL takes no NUL.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
FORM_FAULTS = {"form_not_ours": 403, "form_unreadable": 400, "form_too_large": 413}
STATUS = FORM_FAULTS | {"not_allowed": 403, "not_your_estate": 403, "signed_out": 401, "too_many_tries": 429}
UNFIT = 422  # a rule says no to what was typed


class Console:
    """The console's pages under their addresses."""

    def __init__(
        self,
        pages: Sequence[Page],
        database: Door,
        community: Community,
        wording: Wording,
        *,
        secret: str,
        public_url: str,
        clock: Clock,
    ) -> None:
        looks = Looks(community, wording, (Entry(page.title, page.address) for page in pages if page.title))
        is_secure = public_url.startswith("https:")
        self._tools = Tools(database, community, looks, secret.encode(), is_secure, Guesses(), Semaphore(AT_ONCE))
        self._routes = [route for page in pages for route in page.routes]
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Every address of the console."""
        routes = [*self._routes, Route("GET", "/console/{rest:.*}", _nowhere, is_public=True)]
        ours = [web.route(route.method, route.path, self._serving(route)) for route in routes]
        return [web.get("/console/style.css", self.style), *ours]

    async def style(self, request: web.Request) -> web.Response:
        """The stylesheet; its address changes when it does."""
        kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self._tools.looks.stylesheet, content_type="text/css", charset="utf-8", headers=kept)

    def _serving(self, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            response = await self._answer(route, request)
            response.headers.update(HEADERS)
            return response

        return serve

    async def _answer(self, route: Route, request: web.Request) -> web.Response:
        query = {name: _clean(value) for name, value in request.query.items()}
        visit = Visit(request, self._clock(), self._tools, query)
        try:
            if route.method == "POST":
                visit = replace(visit, form=await _read_form(request))
            known = await visit.read(staff.signed_in, visit.token, visit.now)
            visit = replace(visit, staff=known) if known else visit
            self._demand(route, visit)
            return await route.handler(visit)
        except Exception as error:
            return await self._in_trouble(route, visit, error)

    def _demand(self, route: Route, visit: Visit) -> None:
        """Somebody who may be here, and with a form that is ours."""
        if not route.is_public:
            if visit.staff is NOBODY:
                raise Refusal("signed_out")
            rights.demand(visit.actor, rights.READS_CONSOLE)
        if route.method == "POST" and not visit.is_ours:
            raise Refusal("form_not_ours")

    async def _in_trouble(self, route: Route, visit: Visit, error: Exception) -> web.Response:
        code = error.code if isinstance(error, Refusal) else ""
        words, status = self._told(error)
        if code == "signed_out":
            return self._to_sign_in(route, visit, words)
        if route.back and code not in FORM_FAULTS:
            # What a rule says is about what was typed; what the machine says is about nothing of it.
            beside = route.beside if status == UNFIT else ""
            try:
                response = await route.back(replace(visit, trouble=Trouble(words, beside)))
            except Exception as another:
                log.warning("a form cannot be shown again: %s", type(another).__name__)
            else:
                response.set_status(status)
                return response
        visit = replace(visit, trouble=Trouble(words))
        return visit.show("trouble.html", status, missing=status == 404)

    def _to_sign_in(self, route: Route, visit: Visit, words: str) -> web.Response:
        """Who looks is led to the sign-in; who sent a form is told, and finds there what they wrote."""
        if route.method == "GET":
            return web.Response(status=303, headers={"Location": sign_in_address(visit.request.path_qs)})
        page = visit.request.path.rpartition("/")[0]
        visit, token = replace(visit, trouble=Trouble(words)), visit.token or new_token()
        response = visit.show("sign_in.html", 401, token=token, next=page)
        return give(response, token, is_secure=self._tools.is_secure)

    def _told(self, error: Exception) -> tuple[str, int]:
        """What went wrong, in words and as a status."""
        looks = self._tools.looks
        if isinstance(error, Refusal):
            return looks.refusal(error.code, error.facts), _status(error.code)
        if isinstance(error, Busy | Unavailable):
            return looks.say("console.later"), 503
        log.error("a page of the console failed", exc_info=error)
        return looks.say("console.failed"), 500


def _status(code: str) -> int:
    is_missing = code.startswith("no_such") or code.endswith("not_found")
    return STATUS.get(code, 404 if is_missing else UNFIT)


async def _nowhere(visit: Visit) -> web.Response:
    raise Refusal("page_not_found")


async def _read_form(request: web.Request) -> dict[str, str]:
    if request.content_type != FORM:
        raise Refusal("form_unreadable")
    try:
        sent = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal("form_too_large") from None
    except (UnicodeError, LookupError, ValueError):
        raise Refusal("form_unreadable") from None
    return {name: _clean(value) for name, value in sent.items() if isinstance(value, str)}


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n"))
