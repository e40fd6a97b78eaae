"""Signing in and out 登录: name and password, a session of a working day, and an end to guessing."""

import asyncio
import re
from ipaddress import ip_address
from urllib.parse import urlencode

from aiohttp import web

from civic import password, staff
from civic.errors import Refusal
from civic.staff import NOBODY
from web.console.cookie import give, new_token
from web.console.page import Page, Visit

ADDRESS = "/console/sign-in"
HOME = "/console/cases"
AT_ONCE = 2  # passwords that are checked side by side: each takes 64 MiB

page = Page("sign_in")

_OURS = re.compile(r"/console/[^\s\\]*")


def sign_in_address(then: str) -> str:
    """The sign-in that leads on to a page of ours."""
    return f"{ADDRESS}?{urlencode({'next': then})}"


@page.get("/console")
@page.get("/console/")
async def home(visit: Visit) -> web.Response:
    """The first page."""
    return web.Response(status=303, headers={"Location": HOME})


@page.get(ADDRESS, is_public=True)
async def ask(visit: Visit) -> web.Response:
    """Name and password, please."""
    if visit.staff is not NOBODY and visit.trouble is None:
        return web.Response(status=303, headers={"Location": HOME})
    token = visit.token or new_token()
    then = visit.form.get("next") or visit.query.get("next", "")
    return give(visit.show("sign_in.html", token=token, next=then), token, is_secure=visit.tools.is_secure)


@page.post(ADDRESS, back=ask, beside="password", is_public=True)
async def sign_in(visit: Visit) -> web.Response:
    """One answer for an unknown name, an ended account and a wrong password. Refused: `too_many_tries`, `not_known`."""
    name, given = visit.form.get("name", "").strip(), visit.form.get("password", "")
    if not visit.tools.guesses.allow(name, client_of(visit.request), visit.now):
        raise Refusal("too_many_tries", {"minutes": visit.tools.guesses.minutes})
    known = await visit.read(staff.account, name)
    sealed = known.sealed if known else ""
    async with visit.tools.checks:
        fits = await asyncio.to_thread(password.fits, given, sealed)
    token = new_token()
    if not fits or not await visit.tools.database.write(staff.begin, name, sealed, token, visit.now):
        raise Refusal("not_known")
    visit.tools.guesses.forgive(name)
    then = visit.form.get("next", "")
    response = web.Response(status=303, headers={"Location": then if _OURS.fullmatch(then) else HOME})
    return give(response, token, is_secure=visit.tools.is_secure)


@page.post("/console/sign-out", back=None)
async def sign_out(visit: Visit) -> web.Response:
    """The session is over, here and wherever its cookie was copied to."""
    await visit.tools.database.write(staff.end, visit.token)
    response = web.Response(status=303, headers={"Location": f"{ADDRESS}?{urlencode({'done': 'signed_out'})}"})
    return give(response, new_token(), is_secure=visit.tools.is_secure)


def client_of(request: web.Request) -> str:
    """Where they come from. A proxy on this machine is believed, and only what it added itself: the last one."""
    remote = request.remote or ""
    told = request.headers.getall("X-Forwarded-For", [])
    try:
        if told and ip_address(remote).is_loopback:
            return str(ip_address(told[-1].rpartition(",")[2].strip()))
    except ValueError:
        pass
    return remote
