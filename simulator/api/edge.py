"""Between HTTP and the API functions: reads the call, plays scripted faults, checks the token, words the answer."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from simulator.api import ROUTES
from simulator.api.call import DATA_FORMAT, Answer, Call, Route, Upload
from simulator.errors import SENTENCES, ApiError
from simulator.media import Medium
from simulator.platform import Platform
from simulator.wire import readable

WRONG_METHOD = {"POST": 43002, "GET": 43001}
HIDDEN = {"secret", "access_token", "refresh_token"}

HttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_api(app: web.Application, platform: Platform) -> None:
    """Serves every API address of the platform in this application."""
    for route in ROUTES:
        app.router.add_route("*", route.path, _handler(platform, route))


def _handler(platform: Platform, route: Route) -> HttpHandler:
    async def handle(request: web.Request) -> web.StreamResponse:
        fault = platform.faults.next(route.path)
        call = await _read(request)
        await asyncio.sleep(fault.seconds)
        if fault.drop == "before":
            return _lost(platform, request, call, {})
        answer = _answer(platform, route, request.method, call, fault.errcode)
        if fault.drop == "after":
            return _lost(platform, request, call, answer)
        _record(platform, request, call, answer)
        return _worded(answer, route.content_type)

    return handle


async def _read(request: web.Request) -> Call:
    query = dict(request.query)
    if request.content_type.startswith("multipart/"):
        return Call(query, upload=await _file(request))
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        body = None
    return Call(query, body if isinstance(body, dict) else {"": "not a JSON object"})


async def _file(request: web.Request) -> Upload | None:
    posted = await request.post()
    file = next((value for value in posted.values() if isinstance(value, web.FileField)), None)
    return None if file is None else Upload(file.content_type, file.file.read())


def _answer(platform: Platform, route: Route, method: str, call: Call, errcode: int) -> Answer:
    try:
        if errcode:
            raise ApiError(errcode)
        if method != route.method:
            raise ApiError(WRONG_METHOD[route.method])
        if route.needs_token:
            platform.tokens.check(call.query.get("access_token", ""))
        if "" in call.body:
            raise ApiError(DATA_FORMAT)
        return route.function(platform, call)
    except ApiError as error:
        return {"errcode": error.errcode, "errmsg": f"{error} rid: {_request_id(platform)}"}


def _request_id(platform: Platform) -> str:
    return f"{platform.clock.timestamp():08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def _worded(answer: Answer, content_type: str) -> web.Response:
    if isinstance(answer, Medium):
        headers = {"Content-Disposition": f'attachment; filename="{answer.file_name}"'}
        return web.Response(body=answer.data, content_type=answer.content_type, headers=headers)
    return web.Response(text=json.dumps(answer, ensure_ascii=False), content_type=content_type)


def _lost(platform: Platform, request: web.Request, call: Call, answer: Answer) -> web.StreamResponse:
    """Cuts the connection, so that the caller cannot know whether the call took effect."""
    _record(platform, request, call, answer, lost=True)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _record(platform: Platform, request: web.Request, call: Call, answer: Answer, *, lost: bool = False) -> None:
    shown: Mapping[str, object] = {"media": answer.file_name} if isinstance(answer, Medium) else answer
    errcode = shown.get("errcode", 0)
    verdict = "lost" if lost else "ok" if not errcode else "error"
    detail = f"{errcode} {SENTENCES.get(errcode, '')}" if isinstance(errcode, int) and errcode else ""
    sent = {**call.query, **call.body} | ({"file": call.upload.content_type} if call.upload else {})
    title = f"{request.method} {request.path}"
    platform.wire.called(title, verdict, clear=_json(sent), answer=_json(shown), detail=detail)


def _json(shown: Mapping[str, object]) -> str:
    hidden = {key: "…" if key in HIDDEN else value for key, value in shown.items()}
    return readable(json.dumps(hidden, ensure_ascii=False, indent=1).encode())
