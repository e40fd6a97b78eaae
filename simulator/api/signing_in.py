"""How a page learns who opened it: a code for an openid."""

from __future__ import annotations

import secrets

from simulator.api.call import Answer, Call, Route
from simulator.errors import ApiError
from simulator.platform import Platform

BAD_GRANT, BAD_APP_ID, BAD_SECRET = 40002, 40013, 40125
LIFE = 7200  # seconds


def redeem_code(platform: Platform, call: Call) -> Answer:
    """The openid behind a code, once; `is_snapshotuser` marks a virtual person."""
    asked = call.query.get
    if asked("appid") != platform.account.app_id:
        raise ApiError(BAD_APP_ID)
    if asked("secret") != platform.account.secret:
        raise ApiError(BAD_SECRET)
    if asked("grant_type") != "authorization_code":
        raise ApiError(BAD_GRANT)
    openid, snapshot = platform.codes.redeem(asked("code", ""))
    tokens = {"access_token": secrets.token_urlsafe(48), "refresh_token": secrets.token_urlsafe(48)}
    granted: dict[str, object] = {**tokens, "expires_in": LIFE, "openid": openid, "scope": "snsapi_base"}
    return {**granted, "is_snapshotuser": 1} if snapshot else granted


ROUTES = (
    Route("GET", "/sns/oauth2/access_token", redeem_code, needs_token=False, content_type="text/plain"),
)
