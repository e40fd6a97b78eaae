"""Webhook: whatever comes in signed is answered well; nothing yields a 5xx, a stack trace, a broken reply or a hang."""

import asyncio
import gzip
import random
from collections.abc import AsyncIterator

import aiohttp
import pytest
from yarl import URL

from simulator import hostile, messages, replies, signing
from simulator.account import Account
from storage.tx import Tx
from storage.unreadable import UnreadableCallback
from tests import papers
from tests.town import CAST, Town
from tests.town import town as open_town

RESIDENT = CAST["resident"].openid
MUTANTS = 3000


@pytest.fixture
async def plain_town(sqlite_url: str) -> AsyncIterator[Town]:
    async with open_town(sqlite_url, mode="plain") as place:
        yield place


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        yield session


async def post(
    http: aiohttp.ClientSession, town: Town, body: bytes, account: Account | None = None
) -> tuple[int, bytes]:
    request = signing.request_for(
        account or town.account, body, openid=RESIDENT, timestamp=town.clock.timestamp(), nonce="n"
    )
    async with http.post(URL(town.platform.callback_url).update_query(request[0]), data=request[1]) as response:
        return response.status, await response.read()


def kept_aside(tx: Tx) -> list[tuple[str, bytes]]:
    with tx.session() as session:
        return [(row.reason, row.body) for row in session.query(UnreadableCallback)]


async def test_the_platform_is_greeted_in_every_mode(town: Town) -> None:
    assert await town.platform.handshake()


async def test_a_forged_callback_gets_403_and_nothing_else(plain_town: Town, http: aiohttp.ClientSession) -> None:
    forger = Account("forged", plain_town.account.app_id, "secret")
    assert await post(http, plain_town, messages.text(RESIDENT, "你好", 1, 1), forger) == (403, b"")
    url = URL(plain_town.platform.callback_url).update_query(echostr="1", signature="é", timestamp="x", nonce="")
    async with http.get(url) as response:
        assert (response.status, await response.read()) == (403, b"")


async def test_too_large_is_413(plain_town: Town, http: aiohttp.ClientSession) -> None:
    status, body = await post(http, plain_town, messages.text(RESIDENT, "啊" * 100_000, 1, 1))
    assert (status, body) == (413, b"")


@pytest.mark.parametrize(("encoding", "body"), hostile.COMPRESSED.items(), ids=hostile.COMPRESSED)
async def test_what_says_that_it_is_compressed_is_400_and_one_short_line(
    plain_town: Town, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, encoding: str, body: bytes
) -> None:
    with caplog.at_level("INFO"):
        for sent in (body, gzip.compress(b"0" * 5_000_000)):
            query, _ = signing.request_for(plain_town.account, sent, openid=RESIDENT, timestamp=1, nonce="n")
            url = URL(plain_town.platform.callback_url).update_query(query)
            async with http.post(url, data=sent, headers={"Content-Encoding": encoding}) as response:
                assert (response.status, await response.read()) == (400, b"")
    lines = [(record.levelname, record.getMessage(), record.exc_info) for record in caplog.records]
    assert lines == [("INFO", "a callback was refused: compressed", None)] * 2


async def test_signed_nonsense_is_success_and_kept_for_the_operator(
    plain_town: Town, http: aiohttp.ClientSession
) -> None:
    for body in hostile.SIGNED_NONSENSE.values():
        assert await post(http, plain_town, body) == (200, b"success")
    aside = await plain_town.database.read(kept_aside)
    assert [body for _, body in aside] == list(hostile.SIGNED_NONSENSE.values())


async def test_everything_else_is_404(plain_town: Town, http: aiohttp.ClientSession) -> None:
    root = URL(plain_town.platform.callback_url).origin()
    for path in ("/", "/consoles", "/wechat/", "/.env", "/metrics/x"):
        async with http.get(root / path.lstrip("/")) as response:
            assert response.status == 404


@pytest.mark.parametrize("mode", ["plain", "safe"])
async def test_every_sample_whole_cut_and_mutated_is_answered_well(
    sqlite_url: str, http: aiohttp.ClientSession, mode: str
) -> None:
    chance = random.Random(7)
    bodies = [sample["xml"].encode() for sample in papers.samples()]
    bodies += [mutant(chance, chance.choice(bodies)) for _ in range(MUTANTS)]
    async with open_town(sqlite_url, mode="plain" if mode == "plain" else "safe") as town:
        gate = asyncio.Semaphore(32)

        async def judged(body: bytes) -> str:
            async with gate:
                status, answer = await post(http, town, body)
            verdict = replies.judge(town.account, status, answer)
            return "" if verdict.fine else f"{status} {verdict.detail} for {body!r}"

        faults = await asyncio.gather(*map(judged, bodies))
    assert [fault for fault in faults if fault] == []


def mutant(chance: random.Random, body: bytes) -> bytes:
    """Cut off, with bytes changed, with a part doubled, or with something else's tail."""
    at, end = sorted(chance.sample(range(len(body)), 2))
    match chance.randrange(5):
        case 0:
            return body[:end]
        case 1:
            return body[:at] + chance.randbytes(chance.randint(1, 8)) + body[at + 1 :]
        case 2:
            return body[:end] + body[at:end] + body[end:]
        case 3:
            return body[:at] + body[end:]
    return body.replace(chance.choice([b"CDATA", b"xml", b"MsgType", b"FromUserName"]), chance.randbytes(3))


async def test_a_text_that_trips_our_readers_is_a_text_that_was_not_understood(
    plain_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(*_: object) -> None:
        raise KeyError("卅")

    monkeypatch.setattr("bot.understanding.Understanding.hear", trip)
    assert "没听明白" in await plain_town.say("resident", "三卅四号楼灯坏了")


@pytest.mark.parametrize("text", ["三卅四号楼灯坏了", "卅三十四号楼", "肆卅肆", "卅零", "两三点负五"])
async def test_odd_numerals_are_answered(plain_town: Town, text: str) -> None:
    assert await plain_town.say("resident", text)
