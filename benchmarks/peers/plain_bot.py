"""A bot as a competent developer writes it: aiohttp, wechatpy, aiosqlite, one transaction a message."""

import asyncio
from pathlib import Path

import aiosqlite
from aiohttp import web
from wechatpy import parse_message
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.messages import TextMessage
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature

from benchmarks.account import TOKEN
from benchmarks.peers.command import port_and_folder
from benchmarks.peers.rules import Outcome, outcome

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE inbox (sender TEXT, message TEXT, reply TEXT, PRIMARY KEY (sender, message)) WITHOUT ROWID;
CREATE TABLE session (openid TEXT PRIMARY KEY, step TEXT NOT NULL, cases INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (number INTEGER PRIMARY KEY, openid TEXT NOT NULL, text TEXT NOT NULL);
"""
_KNOWN_REPLY = "SELECT reply FROM inbox WHERE sender = ? AND message = ?"
_SESSION = "SELECT step, cases FROM session WHERE openid = ?"


class Bot:
    """Answers messages over one connection; a lock keeps the transactions of concurrent messages apart."""

    def __init__(self, database: aiosqlite.Connection) -> None:
        self._database = database
        self._lock = asyncio.Lock()

    async def answer(self, request: web.Request) -> web.Response:
        """Verify, parse, store, reply."""
        try:
            check_signature(TOKEN, *(request.query[name] for name in ("signature", "timestamp", "nonce")))
        except InvalidSignatureException:
            return web.Response(status=403)
        message = parse_message(await request.read())
        async with self._lock:
            says = await self._turn(message)
        return web.Response(text=TextReply(content=says, message=message).render(), content_type="application/xml")

    async def _turn(self, message: TextMessage) -> str:
        """The stored reply of a known message, or a new one; durable when this returns."""
        key = (message.source, str(message.id))
        known = list(await self._database.execute_fetchall(_KNOWN_REPLY, key))
        if known:
            return str(known[0][0])
        says = await self._new_turn(message)
        await self._database.execute("INSERT INTO inbox VALUES (?, ?, ?)", (*key, says))
        await self._database.commit()
        return says

    async def _new_turn(self, message: TextMessage) -> str:
        openid = message.source
        found = list(await self._database.execute_fetchall(_SESSION, (openid,)))
        step, cases = found[0] if found else ("", 0)
        result = outcome(step, message.content, cases)
        says = await self._open_case(message, result) if result.opens_case else result.says
        session = (openid, result.step, cases + result.opens_case)
        await self._database.execute("REPLACE INTO session VALUES (?, ?, ?)", session)
        return says

    async def _open_case(self, message: TextMessage, result: Outcome) -> str:
        case = (message.source, message.content)
        (number,) = await self._database.execute_insert("INSERT INTO cases (openid, text) VALUES (?, ?)", case) or (0,)
        return result.says.format(number=number)


async def application(file: Path) -> web.Application:
    """The bot on a fresh database in `file`."""
    database = await aiosqlite.connect(file)
    await database.executescript(_SCHEMA)
    app = web.Application()
    app.router.add_post("/wechat", Bot(database).answer)
    return app


def main() -> None:
    """Serve until told to stop."""
    port, folder = port_and_folder()
    web.run_app(application(folder / "bot.db"), host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main()
