"""A desk in the console: somebody with an account who opens pages and sends forms as a browser does, over HTTP."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

from aiohttp import ClientResponse, ClientSession, CookieJar
from yarl import URL

from civic import password, staff
from storage.post import Role
from tests.town import Town

PASSWORD = "a long enough password"

# Who is who in the console; each has the rights that the name says.
STAFF = {"committee": Role.COMMITTEE, "staff": Role.STAFF, "admin": Role.ADMIN, "auditor": Role.AUDITOR}


@cache
def sealed() -> str:
    """The hash of everybody's password, made once: it takes its time by design."""
    return password.seal(PASSWORD)


@dataclass(frozen=True)
class Answered:
    """What came back in the end, after the redirects."""

    status: int
    path: str
    html: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """What a person reads, without the tags."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.html)).strip()


def forms(page: Answered) -> dict[str, dict[str, str]]:
    """The fields of every form of a page, by the form's address."""
    return _Forms(page.html).found


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.found[said.get("action", "")] = {}
        elif tag in {"input", "textarea", "select"} and "name" in said:
            self._fields[said["name"]] = said.get("value", "")


class Desk:
    """One browser without scripts."""

    def __init__(self, town: Town, session: ClientSession) -> None:
        self.town = town
        self.http = session

    async def sign_in(self, who: str, *, then: str = "") -> Answered:
        """Make the account where there is none, and sign in."""
        if await self.town.database.read(staff.account, who) is None:
            await self.town.database.write(staff.add, who, STAFF[who], sealed(), self.town.clock.now())
        return await self.send("/console/sign-in", "", name=who, password=PASSWORD, next=then)

    async def open(self, path: str) -> Answered:
        """Go to a page."""
        async with self.http.get(self.url(path)) as response:
            return await _answered(response)

    async def form(self, path: str, verb: str) -> tuple[str, dict[str, str]]:
        """The address and the fields of a page's form; "" the page's own address."""
        action = f"{path}/{verb}" if verb else path
        return action, forms(await self.open(path))[action]

    async def send(self, path: str, verb: str, **typed: str) -> Answered:
        """Open a page, fill in one of its forms and send it."""
        action, fields = await self.form(path, verb)
        return await self.post(action, fields | typed)

    async def send_form(self, action: str, page: Answered, **typed: str) -> Answered:
        """Fill in and send a form of a page that is open."""
        return await self.post(action, forms(page)[action] | typed)

    async def post(self, action: str, fields: Mapping[str, str]) -> Answered:
        """Send just these fields."""
        async with self.http.post(self.url(action), data=fields) as response:
            return await _answered(response)

    def url(self, path: str) -> URL:
        """Where the town's console is now."""
        return URL(f"http://127.0.0.1:{self.town.port}{path}")


async def _answered(response: ClientResponse) -> Answered:
    body = await response.read()
    html = body.decode() if response.content_type == "text/html" else ""
    return Answered(response.status, response.url.path, html, response.headers, body)


@asynccontextmanager
async def desk(town: Town) -> AsyncIterator[Desk]:
    """Somebody at a browser of their own."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Desk(town, session)
