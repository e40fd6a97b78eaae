"""What people do on the chat page. An act is accepted at once; how it went is told by the events."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime

from aiohttp import web

from simulator import media
from simulator.delivery import Delivery
from simulator.platform import Platform

Fields = Mapping[str, object]
Doing = Coroutine[object, object, Delivery]
Act = Callable[[Platform, str, Fields], Doing]


def routes(platform: Platform) -> list[web.RouteDef]:
    """The page's acting addresses."""

    async def act(request: web.Request) -> web.Response:
        fields = await _json(request)
        openid, name = _text(fields, "openid"), request.match_info["act"]
        if name not in ACTS:
            raise web.HTTPNotFound
        _check_person(platform, openid, may_be_stranger=name in STRANGERS)
        platform.later(ACTS[name](platform, openid, fields))
        return web.Response(status=202)

    async def picture(request: web.Request) -> web.Response:
        openid = request.query.get("openid", "")
        if not request.content_type.startswith("image/"):
            raise web.HTTPUnsupportedMediaType
        _check_person(platform, openid, may_be_stranger=False)
        platform.later(platform.send_image(openid, await request.read(), request.content_type))
        return web.Response(status=202)

    async def clock(request: web.Request) -> web.Response:
        _turn(platform, await _json(request))
        platform.announce()
        return web.Response(status=204)

    return [
        web.post("/sim/act/{act}", act), web.post("/sim/picture", picture), web.post("/sim/clock", clock),
    ]  # fmt: skip


async def _json(request: web.Request) -> Fields:
    """The posted object. Another content type is refused: a foreign page cannot send JSON without being asked first."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        fields = await request.json()
    except json.JSONDecodeError as error:
        raise web.HTTPBadRequest from error
    if not isinstance(fields, dict):
        raise web.HTTPBadRequest
    return fields


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise web.HTTPBadRequest(text=f"{name} is missing")
    return value


def _check_person(platform: Platform, openid: str, *, may_be_stranger: bool) -> None:
    if platform.people.find(openid) is None:
        raise web.HTTPNotFound
    if not (may_be_stranger or platform.people.follows(openid)):
        raise web.HTTPConflict(text="not a follower")


def _turn(platform: Platform, fields: Fields) -> None:
    """Moves the clock by seconds, sets it to Unix seconds, or brings it back to real time."""
    match fields:
        case {"move": int() | float() as seconds}:
            platform.clock.move(float(seconds))
        case {"set": int() | float() as instant}:
            platform.clock.set(datetime.fromtimestamp(float(instant), UTC))
        case {"real": True}:
            platform.clock.set(datetime.now(UTC))
        case _:
            raise web.HTTPBadRequest(text="move, set or real")


def _say(platform: Platform, openid: str, fields: Fields) -> Doing:
    return platform.say(openid, _text(fields, "text"))


def _sample(platform: Platform, openid: str, fields: Fields) -> Doing:
    if (name := _text(fields, "name")) not in media.SAMPLES:
        raise web.HTTPNotFound
    return platform.send_image(openid, media.sample(name))


def _voice(platform: Platform, openid: str, fields: Fields) -> Doing:
    heard = fields.get("recognition")
    return platform.send_voice(openid, heard if isinstance(heard, str) else None)


def _location(platform: Platform, openid: str, fields: Fields) -> Doing:
    return platform.send_location(openid, _text(fields, "label"))


def _follow(platform: Platform, openid: str, _fields: Fields) -> Doing:
    return platform.follow(openid)


def _unfollow(platform: Platform, openid: str, _fields: Fields) -> Doing:
    return platform.unfollow(openid)


def _scan(platform: Platform, openid: str, fields: Fields) -> Doing:
    return platform.scan(openid, _text(fields, "scene"))


def _tap(platform: Platform, openid: str, fields: Fields) -> Doing:
    return platform.tap(openid, _text(fields, "key"))


def _consent(platform: Platform, openid: str, fields: Fields) -> Doing:
    return platform.consent(openid, _text(fields, "template"), yes=fields.get("yes") is True)


ACTS: Mapping[str, Act] = {
    "say": _say, "sample": _sample, "voice": _voice, "location": _location, "follow": _follow,
    "unfollow": _unfollow, "scan": _scan, "tap": _tap, "consent": _consent,
}  # fmt: skip
STRANGERS = frozenset({"follow", "scan"})
