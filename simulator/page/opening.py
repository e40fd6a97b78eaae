"""Pages opened from a chat: remembers who opened one, and answers the sign-in question as the platform does."""

from __future__ import annotations

from html import escape

from aiohttp import web
from yarl import URL

from simulator.platform import Platform

COOKIE = "simulator_openid"

_CHOICE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport"
content="width=device-width"><title>以谁的身份打开？</title><link rel="stylesheet" href="/page/base.css">
<main class="choice"><h1>以谁的身份打开？</h1>{people}</main></html>"""


def routes(platform: Platform) -> list[web.RouteDef]:
    """The addresses on the way from a chat to a page and from a page to the sign-in."""

    async def open_page(request: web.Request) -> web.Response:
        """Remembers who taps, then goes to the page."""
        target = URL(request.query.get("url", ""))
        if target.scheme not in ("http", "https"):
            raise web.HTTPBadRequest(text="only http and https pages open in the chat")
        found = web.HTTPFound(target)
        found.set_cookie(COOKIE, request.query.get("openid", ""), httponly=True, samesite="Lax")
        raise found

    async def authorize(request: web.Request) -> web.Response:
        """Sends the person back to the page with a code; asks who it is when nobody is known."""
        if request.query.get("appid") != platform.account.app_id:
            raise web.HTTPBadRequest(text="unknown appid")
        openid = request.query.get("as") or request.cookies.get(COOKIE, "")
        if platform.people.find(openid) is None:
            return web.Response(text=_choice(platform, request), content_type="text/html")
        code = platform.authorize(openid, snapshot=request.query.get("snapshot") == "1")
        back = URL(request.query.get("redirect_uri", ""))
        raise web.HTTPFound(back.update_query(code=code, state=request.query.get("state", "")))

    return [web.get("/sim/open", open_page), web.get("/connect/oauth2/authorize", authorize)]


def _choice(platform: Platform, request: web.Request) -> str:
    ways = ((person.name, request.rel_url.update_query({"as": person.openid})) for person in platform.people)
    people = "".join(f'<p><a href="{escape(str(way))}">{escape(name)}</a></p>' for name, way in ways)
    return _CHOICE.format(people=people)
