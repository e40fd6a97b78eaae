"""The harness, on the two servers that need nothing: right answers are counted as right, wrong ones as wrong."""

import asyncio
import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.account import AES_KEY, APP_ID, TOKEN
from benchmarks.harness.client import Exchange, talk
from benchmarks.harness.contestants import CONTESTANTS
from benchmarks.harness.judge import complaint
from benchmarks.harness.load import Sample
from benchmarks.harness.mix import DECK, Kind, Line, conversations
from benchmarks.harness.promises import verdicts
from benchmarks.harness.rounds import Record
from benchmarks.harness.sealing import Mode
from benchmarks.harness.stock import Request, Stock
from benchmarks.harness.table import HEADS, table
from benchmarks.webhook import main
from simulator.crypto import encrypt
from simulator.signing import sign


def test_a_short_run_shows_every_column_and_no_wrong_answer(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    options = ["--seconds", "0.2", "--rounds", "1", "--only", "bare", "--only", "verifying", "--json", str(report)]

    result = CliRunner().invoke(main, options)

    assert result.exit_code == 0, result.output
    assert all(head in result.stdout for head in HEADS)
    servers = json.loads(report.read_text())["servers"]
    assert list(servers) == ["bare", "verifying"]
    for server in servers.values():
        (sample,) = server["samples"]
        assert sample["wrong"] == 0
        assert sample["messages"] > 64
        assert 0 < sample["p50"] <= sample["p99"] <= sample["slowest"]
        assert sample["memory"] > 1


def test_every_deck_holds_the_standard_mix() -> None:
    said = conversations(random.Random(1))
    lines: list[Line] = []
    while len(lines) < DECK:
        lines += next(said)

    kinds = [line.kind for line in lines]
    assert [kinds.count(kind) for kind in Kind] == [DECK * share // 100 for share in (60, 25, 15)]


def test_no_two_messages_share_an_id_and_no_dialog_is_cut_between_two_phases() -> None:
    stock = Stock(Mode.PLAIN, seed=1)
    first, second = stock.take(4, 200), stock.take(4, 200)

    wires = [request.wire for requests in first + second for request in requests]
    assert len(set(wires)) == len(wires) == 400
    assert _people(first).isdisjoint(_people(second))


def _people(stock: list[list[Request]]) -> set[str]:
    return {request.openid for requests in stock for request in requests}


def _reply(content: str, to: str = "oOne") -> bytes:
    return (
        f"<xml><ToUserName>{to}</ToUserName><FromUserName>gh_bench</FromUserName><CreateTime>1</CreateTime>"
        f"<MsgType>text</MsgType><Content>{content}</Content></xml>"
    ).encode()


@pytest.mark.parametrize(
    ("kind", "status", "body", "is_right"),
    [
        (Kind.QUERY, 200, _reply("您有 1 件诉求正在办理。"), True),
        (Kind.CASE, 200, _reply("已登记,编号 12。"), True),
        (Kind.CASE, 200, _reply("已登记。"), False),
        (Kind.QUERY, 200, _reply("您好", to="oOther"), False),
        (Kind.QUERY, 200, _reply(""), False),
        (Kind.QUERY, 200, _reply("对不起,刚才出了点问题。"), False),
        (Kind.QUERY, 200, b"success", False),
        (Kind.QUERY, 200, b"{}", False),
        (Kind.QUERY, 500, _reply("您好"), False),
        (Kind.QUERY, 0, b"", False),
    ],
)
def test_answers_are_judged(kind: Kind, status: int, body: bytes, *, is_right: bool) -> None:
    exchange = Exchange(Request("oOne", Line(kind, "0", files=kind is Kind.CASE), b""), 0.001, status, body)

    assert (complaint(Mode.PLAIN, exchange) is None) is is_right


def test_in_safe_mode_only_a_signed_and_encrypted_reply_is_right() -> None:
    request = Request("oOne", Line(Kind.QUERY, "0"), b"")
    sealed = encrypt(_reply("您好"), AES_KEY, APP_ID)
    form = "<xml><Encrypt>{}</Encrypt><MsgSignature>{}</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
    signed = form.format(sealed, sign(TOKEN, "1", "2", sealed)).encode()
    forged = form.format(sealed, sign("another token", "1", "2", sealed)).encode()

    judged = [complaint(Mode.SAFE, Exchange(request, 0.001, 200, body)) for body in (signed, forged, _reply("您好"))]

    assert judged[0] is None
    assert all(judged[1:])


async def test_a_server_that_hangs_up_has_not_answered() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        exchanges, wall = await talk(port, Stock(Mode.PLAIN, seed=1).take(3, 30), seconds=5)

    assert [complaint(Mode.PLAIN, exchange) for exchange in exchanges] == ["no answer"] * 3
    assert wall < 5


def _record(name: str, rate: float, *, waited: float = 0.0, stall: float = 1.0) -> Record:
    sample = Sample(
        messages=100, rate=rate, p50=1, p99=2, slowest=3, memory=40, cpu=50, wrong=0.0,
        waited=waited, generator=0.5, others=0.0,
    )  # fmt: skip
    contestant = next(contestant for contestant in CONTESTANTS if contestant.name == name)
    return Record(contestant, [sample] * 3, [stall] * 3)


def test_a_contended_run_is_marked_and_explained() -> None:
    shown = table([_record("bare", 1_000), _record("verifying", 500, waited=0.3)])

    assert "verifying*" in shown
    assert "bare*" not in shown
    assert "verifying, round 2: * contended: it waited 30% of the time" in shown
    assert "contended" in next(verdicts([_record("plain", 500, waited=0.3)]))


def test_promises_are_checked_against_the_run_and_never_guessed() -> None:
    said = list(verdicts([_record("bare", 10_000), _record("plain", 2_000, stall=80)]))

    assert "kept          at least 0.15 of bare aiohttp (the goal: 0.40): 0.200" in said
    assert "NOT KEPT      no loop stall over 50 ms: 80" in said
    assert "not measured  at least 4 × WeRoBot with SQLite" in said
