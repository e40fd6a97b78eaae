"""Every page and form of the console: whose it is, done once, nothing lost when it goes wrong, nothing run."""

import asyncio
from collections.abc import Awaitable

import pytest

from civic import opinion
from civic.errors import Busy, Unavailable
from storage.tx import Tx
from tests.town import CAST, Town
from tests.web.console.desk import Answered, Desk, desk, forms

ONE, ANSWER = "/console/opinions/1", "/console/opinions/1/answer"


@pytest.fixture
async def filed(office: Town) -> Town:
    """An opinion waits for its answer."""
    await office.talk("resident", ("建议多种些树", "意见 1 号"))
    return office


def stored(tx: Tx) -> str:
    (view,) = opinion.latest(tx, 1)
    return view.answer


def told(tx: Tx) -> int:
    rows = tx.connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE subject = 'opinion:1'")
    return int(rows.scalar_one())


async def test_a_form_without_our_seal_is_refused_and_nothing_is_done(committee: Desk, filed: Town) -> None:
    _, fields = await committee.form(ONE, "answer")
    async with desk(filed) as neighbour:
        await neighbour.sign_in("staff")
        _, theirs = await neighbour.form(ONE, "answer")
    for seal in ("", "nonsense", "é", theirs["csrf"]):
        refused = await committee.post(ANSWER, fields | {"csrf": seal, "words": "好"})
        assert (refused.status, "已经过期" in refused.text, "好" in refused.html.split("<main")[1]) == (
            403,
            True,
            False,
        )
    del fields["csrf"]
    assert (await committee.post(ANSWER, fields | {"words": "好"})).status == 403
    assert await filed.database.read(stored) == ""


async def test_a_stranger_is_refused_with_the_reason(visitor: Desk, filed: Town) -> None:
    """Without a cookie, with one that nobody gave, and with a resident's name for one."""
    for token in ("", "made up", CAST["resident"].openid):
        headers = {"Cookie": f"kentan_console={token}"} if token else {}
        async with visitor.http.post(visitor.url(ANSWER), data={"words": "好"}, headers=headers) as refused:
            assert refused.status == 401
            assert "请先登录" in await refused.text()
    assert await filed.database.read(stored) == ""


async def test_a_form_that_is_sent_twice_is_done_once(committee: Desk, filed: Town) -> None:
    action, fields = await committee.form(ONE, "answer")
    both = await asyncio.gather(*(committee.post(action, fields | {"words": "春天就种。"}) for _ in range(2)))
    assert [(each.status, "答复好了" in each.text) for each in both] == [(200, True)] * 2
    await filed.restart()
    later = await committee.post(action, fields | {"words": "不种了。"})
    assert "答复好了" in later.text
    assert (await filed.database.read(stored), await filed.database.read(told)) == ("春天就种。", 1)


async def test_a_colleague_who_was_faster_is_told_apart_from_a_form_sent_twice(committee: Desk, filed: Town) -> None:
    action, fields = await committee.form(ONE, "answer")
    async with desk(filed) as colleague:
        await colleague.sign_in("staff")
        await colleague.send(ONE, "answer", words="春天就种。")
    late = await committee.post(action, fields | {"words": "不种了。"})
    assert (late.status, "已经答复过了" in late.text) == (422, True)
    assert "不种了。" in late.text, "at the top now: the page has no form any more"
    assert await filed.database.read(stored) == "春天就种。"


async def test_what_a_rule_refuses_is_said_beside_the_input_with_the_words_still_in_it(
    committee: Desk, filed: Town
) -> None:
    refused = await committee.send(ONE, "answer", words="好" * 501)
    assert refused.status == 422
    assert 'id="words-fault">答复有501个字，最多500个字' in refused.html
    assert 'aria-invalid="true" autofocus aria-describedby="words-hint words-fault"' in refused.html
    assert "好" * 501 in refused.html
    assert "还没有写答复" in (await committee.send(ONE, "answer", words=" \r\n ")).text


@pytest.mark.parametrize("trouble", [Busy("opinion:1"), Unavailable("disk full"), RuntimeError("a fault")])
async def test_when_the_machine_fails_nothing_is_lost(
    committee: Desk, filed: Town, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    action, fields = await committee.form(ONE, "answer")

    def fail(*_: object) -> Awaitable[None]:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(filed.database, "write", fail)
        failed = await committee.post(action, fields | {"words": "春天就种。"})
    assert (failed.status, "稍后再试" in failed.text) == (500 if isinstance(trouble, RuntimeError) else 503, True)
    assert "春天就种。" in failed.html
    assert forms(failed)[action]["key"] == fields["key"], "had it been done after all, it is not done again"
    assert (await committee.post(action, forms(failed)[action] | {"words": "春天就种。"})).status == 200


async def test_with_the_database_gone_the_words_are_still_on_the_page(
    committee: Desk, filed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    action, fields = await committee.form(ONE, "answer")

    async def fail(*_: object) -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(filed.database, "read", fail)
    failed = await committee.post(action, fields | {"words": "春天就种。"})
    assert (failed.status, "春天就种。" in failed.text) == (503, True)


async def test_what_people_write_is_shown_and_never_run(committee: Desk, office: Town) -> None:
    evil = "建议<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    await office.talk("resident", (evil, "意见 1 号"))
    for page in (await committee.open("/console/opinions"), await committee.open(ONE)):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html
        assert "<script" not in page.html
        assert "<img" not in page.html
    filtered = await committee.open("/console/opinions?text=%22%3E%3Cscript%3E&done=%3Cb%3E")
    assert "<script" not in filtered.html
    refused = await committee.send(ONE, "answer", words="</textarea><script>" + "x" * 500)
    assert "<script" not in refused.html


async def test_every_page_is_sent_with_what_keeps_others_out(committee: Desk, visitor: Desk) -> None:
    for path in ("/console/sign-in", "/console/cases", "/console/opinions.xlsx", "/console/nothing"):
        sent = (await committee.open(path)).headers
        policy = dict(each.strip().split(" ", 1) for each in sent["Content-Security-Policy"].split(";"))
        assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'",) * 3
        assert "script-src" not in policy
        assert "unsafe" not in sent["Content-Security-Policy"]
        kept_out = sent["X-Frame-Options"], sent["X-Content-Type-Options"], sent["Cache-Control"]
        assert kept_out == ("DENY", "nosniff", "no-store")


async def test_pages_that_are_not_there(committee: Desk) -> None:
    for path in ("/console/nothing", "/console/opinions/99", "/console/opinions/9999999999", "/console/cases/99"):
        assert (await committee.open(path)).status == 404
    assert "没有意见 99 号" in (await committee.open("/console/opinions/99")).text
    assert "没有编号 99 的诉求" in (await committee.open("/console/cases/99")).text


async def send_raw(who: Desk, body: bytes, content_type: str) -> Answered:
    async with who.http.post(who.url(ANSWER), data=body, headers={"Content-Type": content_type}) as response:
        html = await response.text()
        return Answered(response.status, response.url.path, html, response.headers, b"")


async def test_a_body_that_is_no_form_is_refused(committee: Desk, filed: Town) -> None:
    form = "application/x-www-form-urlencoded"
    assert (await send_raw(committee, b"{}", "application/json")).status == 400
    assert (await send_raw(committee, b"\xff\xfe", form)).status in (400, 403)
    assert (await send_raw(committee, b"words=x", f"{form}; charset=none-such")).status == 400
    assert (await send_raw(committee, b"words=" + b"x" * 200_000, form)).status == 413


async def test_no_control_character_reaches_the_database(committee: Desk, filed: Town) -> None:
    assert (await committee.send(ONE, "answer", words="春\x00天\r\n就种\x1b。")).status == 200
    assert await filed.database.read(stored) == "春天\n就种。"
