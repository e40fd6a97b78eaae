"""Voting in the chat: from the published list to the result, by people who write numbers as they like."""

import re
from datetime import timedelta
from typing import Any

import pytest

from civic import secrecy
from simulator.platform import Platform
from simulator.replies import Verdict
from storage import ballot, resident
from storage.base import core
from storage.inbox import Inbox
from storage.round import Ballot
from storage.tables import TABLES
from storage.tx import Tx
from tests.ballot_box import LASTS, OPENS_IN, TITLES, make, pass_time
from tests.town import CAST, Town

CODE = re.compile("回执 ([2-9A-HJKMNP-Z]{8})")
NOT_AN_OWNERS_DECISION = "不是业主表决"


async def pass_on(town: Town, time: timedelta) -> None:
    """Time passes, and the clock does what is due."""
    town.clock.move(time)
    await pass_time(town.database, town.clock.now())


@pytest.fixture
async def voting(town: Town) -> Town:
    """Two residents, and a round that is open."""
    for who in ("resident", "neighbour"):
        await town.say(who, "0")
    await town.database.write(make, town.clock.now())
    await pass_on(town, OPENS_IN)
    return town


async def stored_ballots(town: Town) -> list[list[int]]:
    return sorted(await town.database.read(ballot.picks, 1))


async def vote(town: Town, who: str, numbers: str) -> str:
    """Vote; the receipt."""
    await town.talk(who, ("投票", "回复编号投票"), (numbers, "对吗"))
    told = CODE.search(await town.say(who, "1"))
    assert told
    return told[1]


async def test_the_whole_way_from_the_list_to_the_result(town: Town) -> None:
    await town.talk("resident", ("投票", "现在没有正在进行的投票"), ("结果", "还没有投过票"))
    await town.say("neighbour", "0")
    await town.database.write(make, town.clock.now())
    await town.talk("resident", ("投票", "还没开始：11月2日(周一)下午1点开始"), ("结果", "还没开始"))
    await pass_on(town, OPENS_IN)

    page = await town.say("resident", "投票")
    for told in (NOT_AN_OWNERS_DECISION, "共2人", "投到11月20日(周五)下午1点", "最多选4项", f"16 {TITLES[15]}"):
        assert told in page
    await town.say("resident", "１、三和⑤")
    await town.restart()
    assert CODE.search(await town.say("resident", "嗯"))
    await vote(town, "neighbour", "3")
    changed = await vote(town, "resident", "3 5")
    assert await stored_ballots(town) == [[3], [3, 5]]

    await town.talk("resident", ("结果", "已经有2人投票"))
    assert "票，" not in await town.say("resident", "结果")
    await pass_on(town, LASTS)
    await town.talk("resident", ("投票", "已经投完"), ("3 5", "现在没有正在进行的投票"))
    result = await town.say("resident", "结果")
    for told in (NOT_AN_OWNERS_DECISION, "共2人，2人投了票", "3 东门口修凉亭 2票", "1 梧桐里楼梯口公告栏 0票，差1票"):
        assert told in result
    await town.talk("resident", (f"回执 {changed}", "已经算进小项目的结果里"), ("回执 22222222", "没有找到"))

    await pass_on(town, timedelta(minutes=5))
    await town.delivered()
    (announced,) = [text for text in town.pushed("resident") if "结果出来了" in text]
    assert "东门口修凉亭（2票）；7号楼坡道扶手（1票）" in announced


async def test_a_retry_gets_the_same_receipt_and_casts_nothing_twice(voting: Town) -> None:
    await voting.talk("resident", ("投票", "回复编号"), ("1 3", "对吗"))
    platform: Platform = voting.platform
    first = await platform.say(CAST["resident"].openid, "1")
    code = CODE.search(first.verdict.text)
    assert code
    sealed = []

    def keep(status: int, body: bytes) -> Verdict:
        sealed.append(body)
        return first.verdict

    await voting.restart()
    await platform.postman.deliver(platform._http(), platform.callback_url, (first.query, first.body), keep)
    assert len(sealed[0]) > len(b"success")
    assert await stored_ballots(voting) == [[1, 3]]
    await voting.talk("resident", (f"回执 {code[1]}", "对得上"))


async def test_who_is_not_on_the_roll_is_told_why(voting: Town) -> None:
    await voting.platform.follow(CAST["stranger"].openid)
    await voting.talk("stranger", ("投票", "不在名单里"), ("投票", "共2人"), ("我投3号", "不在名单里"))
    await voting.talk("stranger", ("项目", "共16项"), ("3", "要投它吗"), ("要", "不在名单里"))
    assert await stored_ballots(voting) == []


async def test_looking_is_not_voting(voting: Town) -> None:
    await voting.talk("resident", ("项目", "回复编号看某一项"), ("3", "费用：3600.00元"), ("9", "健身器材更换"))
    await voting.talk("resident", ("99", "没有 99 号"), ("图书角那个", "15 图书角"), ("不要", "好的"), ("3", "物业费"))
    assert await stored_ballots(voting) == []
    await voting.talk(
        "resident", ("项目", "共16项"), ("3", "要投它吗"), ("要", "3 东门口修凉亭\n对吗"), ("1", "投好了")
    )
    assert await stored_ballots(voting) == [[3]]


async def test_in_the_middle_of_a_ballot_a_number_is_a_pick_whatever_was_looked_at(voting: Town) -> None:
    await voting.talk("resident", ("投票", "回复编号投票"), ("详情 3", "3600.00元"), ("项目", "回复编号投票"))
    await voting.talk("resident", ("3", "您选的是"), ("2", "回复编号投票"), ("8", "8 垃圾房"), ("9", "9 健身器材"))
    await voting.talk("resident", ("返回", "回复编号投票"), ("1 2", "对吗"), ("是", "投好了"))
    assert await stored_ballots(voting) == [[1, 2]]


NOT_A_BALLOT = {
    "3 99": "没有 99 号",
    "1 2 3 4 5": "最多选4项，您选了5项",
    "1、1、3": "1 号说了不止一次",
    "135": "1、3、5，还是 13、5",
    "15": "1、5，还是 15",
    "不要3号": "没看懂",
    "更换": "9 健身器材更换\n12 信报箱更换",
    "随便吧": "回复编号投票",
}


async def test_what_is_no_ballot_is_asked_for_again(voting: Town) -> None:
    await voting.say("resident", "投票")
    for said, expected in NOT_A_BALLOT.items():
        await voting.talk("resident", (said, expected))
    await voting.talk("resident", ("15号", "15 图书角\n对吗"), ("改成3号和15号", "3 东门口修凉亭\n15 图书角"))
    assert await stored_ballots(voting) == []


async def test_a_ballot_may_wait_be_left_or_said_at_once(voting: Town) -> None:
    await voting.talk("resident", ("投票", "回复编号"), ("等会儿", "不急"), ("1 3", "对吗"), ("等会儿", "没有算票"))
    assert await stored_ballots(voting) == []
    await voting.talk("resident", ("不对", "回复编号投票"), ("1 3", "对吗"), ("不投了", "没有投票"))
    await voting.talk("resident", ("我投3号和5号", "3 东门口修凉亭"), ("取消", "没有投票"))
    assert await stored_ballots(voting) == []


async def test_whoever_has_voted_sees_the_day_and_never_what(voting: Town) -> None:
    await vote(voting, "resident", "3 5")
    page = await voting.say("resident", "投票")
    assert "您11月2日投过票了" in page
    await voting.talk(
        "resident", ("取消", "您11月2日投的票还算数"), ("投票", "撤票"), ("撤票", "要撤掉"), ("2", "不撤")
    )
    await voting.talk("resident", ("投票", "撤票"), ("5号不投了 换成6号", "代替11月2日那张"), ("1", "原来那张不算了"))
    assert await stored_ballots(voting) == [[6]]
    await voting.talk("resident", ("投票", "撤票"), ("撤票", "要撤掉"), ("1", "这张票不算了"), ("投票", "可以投的"))
    assert await stored_ballots(voting) == []


async def test_something_else_in_between_does_not_lose_the_ballot(voting: Town) -> None:
    await voting.talk("resident", ("投票", "回复编号"), ("1 3", "对吗"), ("3号楼2单元路灯不亮", "编号 1001"))
    await voting.talk("neighbour", ("投票", "回复编号"), ("1 3", "对吗"), ("着火了", "119"))


async def test_a_ballot_begun_before_closing_is_not_cast_after_it(voting: Town) -> None:
    await voting.talk("resident", ("投票", "回复编号"), ("1 3", "对吗"))
    voting.clock.move(LASTS - timedelta(hours=20))
    await voting.talk("resident", ("投票", "回复编号"), ("1 3", "对吗"))
    voting.clock.move(timedelta(hours=20))
    await voting.talk("resident", ("1", "已经截止"))
    assert await stored_ballots(voting) == []


# --- secret ----------------------------------------------------------------------------------------------------------


def rows_naming(tx: Tx, openid: str) -> list[dict[str, Any]]:
    """Every row of every table that names this person, by openid or number."""
    number = resident.number_of(tx, openid)
    every = [dict(row._mapping) for table in TABLES for row in tx.execute(core(table).select())]
    return [
        row
        for row in every
        if openid in repr(row)
        or number in (row.get("resident_id"), row.get("recipient_id"))
        or f"resident:{number}'" in repr(row)
    ]


def secrets(tx: Tx) -> list[bool]:
    return [row.is_secret for row in tx.execute(core(Inbox).select().order_by(core(Inbox).c.received_at))]


async def test_a_minute_later_no_row_that_names_a_voter_holds_what_they_voted(voting: Town) -> None:
    code = await vote(voting, "resident", "13 16")
    await voting.talk("resident", (f"回执 {code}", "对得上"), ("我投13号和16号", "对吗"), ("取消", "还算数"))
    before = repr(await voting.database.read(rows_naming, CAST["resident"].openid))
    assert code in before, "a retry within the minute gets it"
    voting.clock.move(timedelta(seconds=60))
    await voting.database.write(secrecy.wipe, voting.clock.now())
    after = repr(await voting.database.read(rows_naming, CAST["resident"].openid))
    for trace in (code, "13 16", "13号", "[13, 16]", TITLES[12], TITLES[15]):
        assert trace not in after
    assert code in repr(await voting.database.read(lambda tx: tx.execute(core(Ballot).select()).all()))


async def test_what_is_said_outside_a_ballot_is_not_wiped(voting: Town) -> None:
    await voting.say("resident", "3号楼2单元路灯不亮")
    voting.clock.move(timedelta(seconds=1))
    await voting.say("resident", "投票")
    voting.clock.move(timedelta(seconds=1))
    await voting.say("resident", "1 3")
    assert (await voting.database.read(secrets))[-3:] == [False, True, True]


async def test_a_turn_that_fails_in_a_ballot_is_secret_too(voting: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await voting.say("resident", "投票")

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("civic.round.booth", fail)
    voting.clock.move(timedelta(seconds=1))
    await voting.talk("resident", ("1 3", "出了点问题"))
    assert (await voting.database.read(secrets))[-1] is True
