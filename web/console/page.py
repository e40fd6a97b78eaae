"""Page 页面: the addresses of one noun in the console, and the visit that each of its handlers is given."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from civic import staff
from civic.errors import Refusal
from civic.rights import ANSWERS, Actor
from civic.staff import NOBODY, Account
from config.community import Community
from storage.tx import Tx
from web.console.cookie import COOKIE, form_seal, is_ours
from web.console.guesses import Guesses
from web.console.looks import Looks

P = ParamSpec("P")
T = TypeVar("T")


# What is not kept for whoever has to begin again: who they are, and what only the form itself needs.
NOT_KEPT = frozenset({"csrf", "key", "next", "name", "password"})


class Door(Protocol):
    """The way to the database, see storage/database.py."""

    def write(self, action: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Run an action in the writer; its result once it is durable."""

    async def read(self, query: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query in a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What all pages share."""

    database: Door
    community: Community
    looks: Looks
    secret: bytes
    is_secure: bool  # is the console reached by https?
    guesses: Guesses
    checks: Semaphore  # how many passwords are checked at once


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not done, in words; `field`: the input it is shown beside, "" at the top of the page."""

    words: str
    field: str = ""


@dataclass(frozen=True)
class Visit:
    """One request, with what its handler may know and use."""

    request: web.Request
    now: datetime
    tools: Tools
    query: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)
    staff: Account = NOBODY
    trouble: Trouble | None = None

    @property
    def actor(self) -> Actor:
        """Who acts, as the rules know them."""
        return self.staff.actor

    @property
    def number(self) -> int:
        """The `{number}` of the address."""
        return int(self.request.match_info["number"])

    @property
    def token(self) -> str:
        """What the browser's cookie holds; "" nothing."""
        return self.request.cookies.get(COOKIE, "")

    @property
    def is_ours(self) -> bool:
        """Did this service make the form for this browser?"""
        return is_ours(self.tools.secret, self.token, self.form.get("csrf", ""))

    async def read(self, query: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask civic something."""
        return await self.tools.database.read(query, *args, **kwargs)

    async def act(self, action: Callable[Concatenate[Tx, Actor, P], T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Let civic do what the form asks for, once: a form that is sent again has been carried out already.

        Who is signed in is looked up again in the same transaction: an ended account does nothing any more.
        """
        key = f"{self.request.path} {self.form.get('key', '')}"

        def run(tx: Tx) -> None:
            known = staff.signed_in(tx, self.token, self.now)
            if known is None:
                raise Refusal("signed_out")
            if staff.once(tx, known.actor, key, self.now):
                action(tx, known.actor, *args, **kwargs)

        await self.tools.database.write(run)

    def show(self, template: str, status: int = 200, *, token: str = "", **facts: Any) -> web.Response:
        """A page. `token`: the cookie it is given along with, where that is a new one."""
        standing: dict[str, Any] = {
            "staff": self.staff,
            "now": self.now,
            "may_answer": self.actor.may(ANSWERS),
            "csrf": form_seal(self.tools.secret, token or self.token),
            "key": self.form.get("key") or token_urlsafe(16),
            "typed": self.form,
            "kept": self._kept() if self.trouble else [],
            "filters": self.query,
            "trouble": self.trouble,
            "path": self.request.path,
            "done": self.tools.looks.done(self.query.get("done", "")),
        }
        html = self.tools.looks.page(template, standing | facts)
        return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")

    def _kept(self) -> list[str]:
        """What was typed, unless somebody else may have put it there."""
        typed = [value for name, value in self.form.items() if name not in NOT_KEPT and value.strip()]
        return typed if self.is_ours else []

    def address(self, **changed: object) -> str:
        """This page's own address with some of its filters changed."""
        kept = {name: value for name, value in (dict(self.query) | changed).items() if value and name != "done"}
        return f"{self.request.path}?{urlencode(kept)}" if kept else self.request.path

    def done(self, address: str, what: str) -> web.Response:
        """Go on to a page that says `console_done.<what>`; reloading it sends nothing again."""
        return web.Response(status=303, headers={"Location": f"{address}?{urlencode({'done': what})}"})


Handler = Callable[[Visit], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `back`: the page that is shown again, with what was typed, when a rule says no."""

    method: str
    path: str
    handler: Handler
    is_public: bool = False
    back: Handler | None = None
    beside: str = ""


class Page:
    """The addresses of one noun. With a title it stands in the navigation of every page, at `address`."""

    def __init__(self, name: str, title: str = "", address: str = "") -> None:
        self.name = name
        self.title = title
        self.address = address
        self.routes: list[Route] = []

    def get(self, path: str, *, is_public: bool = False) -> Callable[[Handler], Handler]:
        """Shows something; for everybody only where it says so."""
        return lambda handler: self._add(Route("GET", path, handler, is_public))

    def post(
        self, path: str, *, back: Handler | None, beside: str = "", is_public: bool = False
    ) -> Callable[[Handler], Handler]:
        """Does something; `path` is its page's and one word more. `beside`: the input that a rule's "no" is about."""
        return lambda handler: self._add(Route("POST", path, handler, is_public, back, beside))

    def _add(self, route: Route) -> Handler:
        self.routes.append(route)
        return route.handler
