"""The two ways to fetch an access token."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.api.call import Answer, Call, Route
from simulator.errors import ApiError
from simulator.platform import Platform

BAD_GRANT, BAD_APP_ID, BAD_SECRET = 40002, 40013, 40125


def stable_token(platform: Platform, call: Call) -> Answer:
    """The token that all callers share; `force_refresh` replaces it, within limits."""
    _check_account(platform, call.text("grant_type"), call.text("appid"), call.text("secret"))
    return _granted(platform.tokens.stable(force=call.body.get("force_refresh") is True))


def ordinary_token(platform: Platform, call: Call) -> Answer:
    """A new token with every call."""
    asked = call.query.get
    _check_account(platform, asked("grant_type", ""), asked("appid", ""), asked("secret", ""))
    return _granted(platform.tokens.ordinary())


def _check_account(platform: Platform, grant: str, app_id: str, secret: str) -> None:
    if grant != "client_credential":
        raise ApiError(BAD_GRANT)
    if app_id != platform.account.app_id:
        raise ApiError(BAD_APP_ID)
    if secret != platform.account.secret:
        raise ApiError(BAD_SECRET)


def _granted(token: tuple[str, int]) -> Mapping[str, object]:
    return {"access_token": token[0], "expires_in": token[1]}


ROUTES = (
    Route("POST", "/cgi-bin/stable_token", stable_token, needs_token=False),
    Route("GET", "/cgi-bin/token", ordinary_token, needs_token=False),
)
