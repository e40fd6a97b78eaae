"""What the chat page shows: everything so far as one answer, everything new as server-sent events, and pictures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

from aiohttp import web

from simulator import media
from simulator.errors import ApiError
from simulator.feed import Record
from simulator.platform import Platform

SHOWN = 200  # entries of the line
BEAT = 15.0  # seconds between signs of life


def routes(platform: Platform, words: Mapping[str, object]) -> list[web.RouteDef]:
    """The page's reading addresses."""

    async def everything(_: web.Request) -> web.Response:
        seen: dict[str, object] = {
            "run": platform.feed.run, "last": platform.feed.last, "samples": media.SAMPLES,
            "bubbles": platform.chats.all(), "wire": _latest(platform),
        }  # fmt: skip
        return web.json_response({**words, **seen, **platform.state()})

    async def news(request: web.Request) -> web.StreamResponse:
        return await _stream(platform, request)

    async def picture(request: web.Request) -> web.Response:
        try:
            medium = platform.media.get(request.match_info["media_id"])
        except ApiError as error:
            raise web.HTTPNotFound(text="picture expired") from error
        headers = {"X-Content-Type-Options": "nosniff"}
        return web.Response(body=medium.data, content_type=medium.content_type, headers=headers)

    return [
        web.get("/sim/state", everything), web.get("/sim/events", news), web.get("/mmbiz/{media_id}", picture),
    ]  # fmt: skip


def _latest(platform: Platform) -> list[Mapping[str, object]]:
    """The newest entries of the line as they stand now, oldest first."""
    entries = {entry["number"]: entry for entry in platform.feed.of_kind("wire")}
    return list(entries.values())[-SHOWN:]


async def _stream(platform: Platform, request: web.Request) -> web.StreamResponse:
    after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    with platform.feed.listen() as queue:
        try:
            await response.write(f"retry: 1000\nevent: run\ndata: {json.dumps(platform.feed.run)}\n\n".encode())
            for record in platform.feed.since(int(after) if after.isdecimal() else 0):
                await response.write(_event(record))
            while (record_or_beat := await _next(queue)) is not None:
                await response.write(record_or_beat)
        except ConnectionError:
            return response  # the reader closed the page
    return response


async def _next(queue: asyncio.Queue[Record | None]) -> bytes | None:
    try:
        record = await asyncio.wait_for(queue.get(), BEAT)
    except TimeoutError:
        return b": still here\n\n"
    return None if record is None else _event(record)


def _event(record: Record) -> bytes:
    data = json.dumps(record.data, ensure_ascii=False)
    return f"id: {record.number}\nevent: {record.kind}\ndata: {data}\n\n".encode()
