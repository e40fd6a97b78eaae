"""The least a bot can do: aiohttp that verifies the signature, parses the XML and answers a text. Stores nothing."""

import hashlib
import hmac
import time
from xml.etree import ElementTree

from aiohttp import web

from benchmarks.account import TOKEN
from benchmarks.peers.command import port_and_folder

_REPLY = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[收到,编号 {number}]]></Content></xml>"
)


def is_signed(request: web.Request) -> bool:
    """Whether the platform's signature over token, timestamp and nonce is right."""
    query = request.query
    parts = sorted((TOKEN, query["timestamp"], query["nonce"]))
    expected = hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(expected, query["signature"])


async def answer(request: web.Request) -> web.Response:
    """A text for every message that is signed."""
    if not is_signed(request):
        return web.Response(status=403)
    message = ElementTree.fromstring(await request.read())  # noqa: S314 - the load generator's messages only
    field = message.findtext
    reply = _REPLY.format(
        to=field("FromUserName"), sender=field("ToUserName"), now=int(time.time()), number=field("MsgId")
    )
    return web.Response(text=reply, content_type="application/xml")


def main() -> None:
    """Serve until told to stop."""
    port, _ = port_and_folder()
    app = web.Application()
    app.router.add_post("/wechat", answer)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main()
