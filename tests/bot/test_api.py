"""The platform's API: one token for all, every errcode handled as its row says, and what a lost connection means."""

import asyncio
import logging
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.api.client import SEND
from bot.api.remedies import NO_ANSWER, REMEDIES, UNREACHED, Remedy, remedy_for
from bot.api.token import PATH as TOKEN
from bot.api.wire import RETRIES
from bot.reply import PAGE, pages
from civic.errors import Untaken
from simulator.errors import SENTENCES
from simulator.tokens import LIFE
from storage import token
from storage.tx import Tx
from tests.bot.conftest import ACCOUNT, WANG, Line
from tests.town import free_port

STALE = [code for code, remedy in REMEDIES.items() if remedy is Remedy.RENEW]
# What a retry within the call changes nothing about.
FINAL = [code for code in REMEDIES if code.isdigit() and code not in STALE]


def stored(tx: Tx) -> str:
    kept = token.kept(tx, ACCOUNT.app_id)
    return kept.value if kept else ""


async def refused(line: Line, code: str, times: int = 1) -> Untaken:
    """What comes of a message to which the platform says that."""
    line.platform.faults.answer(SEND, int(code), times=times)
    with pytest.raises(Untaken) as caught:
        await (await line.client()).send_text(WANG, "路灯修好了")
    return caught.value


async def test_a_text_arrives_as_it_was_written(line: Line) -> None:
    await (await line.client()).send_text(WANG, '路灯修好了 "😀" & <1>')
    assert line.pushed() == ['路灯修好了 "😀" & <1>']


async def test_a_long_text_arrives_in_pieces_that_the_platform_takes(line: Line) -> None:
    text = "\n".join(f"第{number}行，路灯修好了，谢谢您告诉我们。" for number in range(80))
    await (await line.client()).send_text(WANG, text)
    assert len(line.pushed()) > 1
    assert all(len(page.encode()) <= PAGE for page in line.pushed())
    assert "\n".join(line.pushed()) == text


def test_pages_lose_nothing_but_line_breaks() -> None:
    assert pages("") == []
    assert pages("好") == ["好"]
    assert "".join(pages("好" * 2000)) == "好" * 2000


async def test_one_token_is_fetched_once_and_shared_by_all_workers(shared: Line) -> None:
    first, second = await shared.client(), await shared.client()
    await asyncio.gather(*(client.send_text(WANG, "好") for client in (first, second, first, second)))
    assert shared.calls.count(TOKEN) == 1
    sealed = await shared.database.read(stored)
    assert sealed
    assert "stable_" not in sealed


async def test_a_token_is_renewed_before_it_ends(line: Line) -> None:
    client = await line.client()
    await client.send_text(WANG, "一")
    line.platform.clock.move(LIFE - timedelta(minutes=5))
    await client.send_text(WANG, "二")
    assert line.calls.count(TOKEN) == 1
    line.platform.clock.move(timedelta(minutes=2))
    await client.send_text(WANG, "三")
    assert line.calls.count(TOKEN) == 2
    assert line.counted == []


async def test_a_token_sealed_with_a_lost_key_is_fetched_anew(line: Line) -> None:
    await (await line.client()).send_text(WANG, "一")
    await (await line.client(key="e" * 32)).send_text(WANG, "二")
    assert line.pushed() == ["一", "二"]


async def test_whoever_died_while_fetching_blocks_the_others_for_a_minute_only(shared: Line) -> None:
    client, clock = await shared.client(), shared.platform.clock
    await shared.database.write(token.claim, ACCOUNT.app_id, "", clock.now(), clock.now() + timedelta(minutes=1))
    with pytest.raises(Untaken, match="token_busy"):
        await client.send_text(WANG, "好")
    clock.move(timedelta(minutes=1))
    await client.send_text(WANG, "好")
    assert shared.pushed() == ["好"]


async def test_a_stale_token_is_renewed_once_and_the_call_made_once_more(line: Line) -> None:
    client = await line.client()
    for code in STALE:
        line.platform.clock.move(timedelta(seconds=30))  # sooner no token is forced
        line.platform.faults.answer(SEND, int(code))
        await client.send_text(WANG, code)
    assert line.pushed() == STALE
    for code in STALE:
        line.platform.clock.move(timedelta(seconds=30))
        assert (await refused(line, code, times=2)).code == code


async def test_a_token_that_the_platform_has_forgotten_is_replaced(line: Line) -> None:
    client = await line.client()
    await client.send_text(WANG, "一")
    line.platform.tokens.forget()
    await client.send_text(WANG, "二")
    assert line.pushed() == ["一", "二"]


async def test_what_no_retry_helps_is_not_tried_again(line: Line) -> None:
    faults = [await refused(line, code) for code in FINAL]
    assert ([fault.code for fault in faults], line.counted) == (FINAL, FINAL)
    assert (line.calls.count(SEND), line.slept) == (len(FINAL), [])
    assert all(fault.rid for fault in faults)


async def test_a_busy_platform_is_asked_again_with_growing_patience(line: Line) -> None:
    client = await line.client()
    line.platform.faults.answer(SEND, -1, times=RETRIES)
    await client.send_text(WANG, "好")
    assert line.pushed() == ["好"]
    assert [0.25 * 2**tried <= seconds <= 0.75 * 2**tried for tried, seconds in enumerate(line.slept)] == [True] * 3
    assert (await refused(line, "-1", times=RETRIES + 1)).code == "-1"


async def test_who_cannot_be_reached_was_sent_nothing(line: Line) -> None:
    client = await line.client(base=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Untaken, match=UNREACHED):
        await client.send_text(WANG, "好")
    assert line.counted == [UNREACHED] * (RETRIES + 1)


@pytest.mark.parametrize(("when", "arrived"), [("before", []), ("after", ["好"])])
async def test_a_lost_answer_is_told_and_not_repeated(line: Line, when: str, arrived: list[str]) -> None:
    """Nobody knows which of the two it was: whoever sends decides whether to say it again."""
    line.platform.faults.drop(SEND, "before" if when == "before" else "after")
    with pytest.raises(Untaken, match=NO_ANSWER):
        await (await line.client()).send_text(WANG, "好")
    assert (line.pushed(), line.calls.count(SEND)) == (arrived, 1)


async def test_a_lost_token_is_asked_for_again(line: Line) -> None:
    line.platform.faults.drop(TOKEN, "after")
    await (await line.client()).send_text(WANG, "好")
    assert line.pushed() == ["好"]


@pytest.mark.parametrize("said", [b"", b"[]", b"<html>502</html>", b"\xff"])
async def test_an_answer_that_is_none(line: Line, said: bytes) -> None:
    async def nonsense(_: web.Request) -> web.Response:
        return web.Response(body=said)

    app = web.Application()
    app.router.add_post("/{anything:.*}", nonsense)
    async with TestServer(app) as server:
        client = await line.client(base=str(server.make_url("")).rstrip("/"))
        with pytest.raises(Untaken, match=NO_ANSWER):
            await client.send_text(WANG, "好")


async def test_the_log_names_the_call_and_never_the_person(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        rids = [(await refused(line, code)).rid for code in ("45002", "40164")]
    ours = [record for record in caplog.records if record.name.startswith("bot")]
    said = "\n".join(record.getMessage() for record in ours)
    assert [rid in said for rid in rids] == [True, True]
    assert [secret for secret in (WANG, "路灯", ACCOUNT.secret, "stable_") if secret in said] == []
    assert [record.levelname for record in ours if "40164" in record.getMessage()] == ["ERROR"]


def test_every_errcode_of_the_platform_that_we_were_told_of_has_its_row() -> None:
    """The table of wechat.md, row by row."""
    rows = {
        Remedy.AGAIN: "-1 unreached token_busy",
        Remedy.ONCE_MORE: "no_answer",
        Remedy.RENEW: "40001 40014 42001",
        Remedy.STOP: "40003 43004 50005 43019 48002",
        Remedy.NO_CONSENT: "43101",
        Remedy.SPLIT: "45002 45008",
        Remedy.NEXT_DAY: "45009",
        Remedy.WAIT: "45011",
        Remedy.HOLD: "45015 45047",
        Remedy.ALARM: "40037 47003 40013 40125 40164 48001 48004 50002",
        Remedy.UPLOAD: "40007",
        Remedy.UNKNOWN: "41234",
    }
    assert {code: remedy_for(code) for codes in rows.values() for code in codes.split()} == {
        code: remedy for remedy, codes in rows.items() for code in codes.split()
    }
    assert set(rows) == set(Remedy)
    assert {int(code) for code in FINAL} <= set(SENTENCES)
