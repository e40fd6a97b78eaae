"""The chat page: its files, what it shows, what it does, and how pages opened in the chat learn who opened them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.media import PICTURES
from simulator.page import acting, opening, showing
from simulator.platform import Platform

ASSETS = Path(__file__).parent / "assets"

POLICY = "default-src 'self'; img-src 'self' data: blob: https: http:; base-uri 'none'; frame-ancestors 'none'"


def add_page(app: web.Application, platform: Platform, words: Mapping[str, object]) -> None:
    """Serves the chat page of this platform in this application; `words` is what the caller wants written on it."""
    app.middlewares.append(_guarded)
    app.router.add_get("/", _index)
    app.router.add_static("/page", ASSETS)
    app.router.add_static("/samples", PICTURES)
    app.add_routes(showing.routes(platform, words))
    app.add_routes(acting.routes(platform))
    app.add_routes(opening.routes(platform))


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(ASSETS / "index.html")


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No foreign scripts on the page, and no stale ones after an update."""
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
