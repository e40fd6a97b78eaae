"""The browser's cookie, and the seal by which a form is known to be ours: made for that cookie, by this service."""

import hmac
from secrets import token_urlsafe

from aiohttp import web

COOKIE = "kentan_console"


def new_token() -> str:
    """Nobody can guess it; whoever signs in is always given a new one."""
    return token_urlsafe(32)


def give(response: web.Response, token: str, *, is_secure: bool) -> web.Response:
    """The same response, that gives the browser this cookie until it is closed: counters have shared computers."""
    response.set_cookie(COOKIE, token, path="/console", httponly=True, samesite="Lax", secure=is_secure)
    return response


def form_seal(secret: bytes, token: str) -> str:
    """What a form for the browser with this cookie carries."""
    return hmac.new(secret, f"console form {token}".encode(errors="replace"), "sha256").hexdigest()


def is_ours(secret: bytes, token: str, given: str) -> bool:
    """Was a form with this seal made for the browser with this cookie?"""
    return bool(token) and hmac.compare_digest(form_seal(secret, token).encode(), given.encode(errors="replace"))
