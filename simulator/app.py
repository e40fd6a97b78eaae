"""The application: the fake API and the chat page behind one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web

from simulator.api.edge import add_api
from simulator.page import add_page
from simulator.platform import Platform
from simulator.tour import Stop, as_json

LARGEST_REQUEST = 12 * 1024 * 1024  # bytes: the platform's largest picture and its wrapping


SUGGESTIONS = ("3号楼2单元楼道灯坏了三天没人修", "进度", "主菜单")


def make_app(
    platform: Platform, *, title: str = "社区公众号", links: Mapping[str, str] | None = None,
    suggestions: Sequence[str] = SUGGESTIONS, tour: Sequence[Stop] = (),
) -> web.Application:  # fmt: skip
    """Serves the platform: the API for the account's server, the chat page for people.

    `title` is the account's name in the chats, `links` names further addresses for the page's top bar,
    `suggestions` are what an empty chat proposes to say, `tour` the journeys to walk step by step. The platform stays
    the caller's to close. It belongs on a loopback address: whoever reaches it can act for everyone.
    """
    app = web.Application(client_max_size=LARGEST_REQUEST)
    add_api(app, platform)
    words = {"title": title, "links": dict(links or {}), "suggestions": list(suggestions), "tour": as_json(tour)}
    add_page(app, platform, words)

    async def hang_up(_: web.Application) -> None:
        platform.feed.close()

    app.on_shutdown.append(hang_up)
    return app
