"""A word about one's own ballot with none open is secret and read back; what only names a project's thing is not."""

from datetime import timedelta
from functools import partial

import pytest

from civic.round import NewProject
from storage.base import core
from storage.case import Case
from storage.opinion import Opinion
from storage.tx import Tx
from tests.ballot_box import LASTS, OPENS_IN, make
from tests.handlers.test_round import pass_on, secrets, stored_ballots
from tests.town import Town

# Said with no ballot open, and what is then read back, or asked.
ONES_OWN = {
    "我刚才投错了，应该是7号": "您选的是：\n7 儿童沙坑翻新\n对吗",
    "选7": "您选的是：\n7 儿童沙坑翻新\n对吗",
    "支持9号": "您选的是：\n9 宣传橱窗\n对吗",
    "加一个5号": "您选的是：\n5 活动室添桌椅\n对吗",
    "给无障碍坡道投一票": "您选的是：\n1 无障碍坡道\n对吗",
    "我选无障碍坡道": "您选的是：\n1 无障碍坡道\n对吗",
    "票投给垃圾房洗手池": "您选的是：\n4 垃圾房洗手池\n对吗",
    "改投图书角和宣传橱窗": "您选的是：\n8 图书角\n9 宣传橱窗\n对吗",
    "我刚才投错了": "回复编号投票",
    "我投错了，怎么改？": "回复编号投票",
    "选3号和99号": "没有 99 号",
}
OTHER_MATTERS = {
    "无障碍坡道坏了": "在什么地方",
    "建议多装充电桩": "意见",
    "支持多装充电桩": "意见",
    "我要投诉3号楼太吵": "编号 1001",
    "投诉充电桩坏了": "编号 1002",
    "有人垃圾投错桶了": "没听明白",
}
NAMED_LIKE_OTHER_MATTERS = (
    *("无障碍坡道", "电动车充电桩", "车棚装照明灯", "垃圾房洗手池", "活动室添桌椅"),
    *("健身器材更换", "儿童沙坑翻新", "图书角", "宣传橱窗"),
)


def filed(tx: Tx) -> tuple[int, int]:
    """How many cases and opinions there are."""
    return len(tx.execute(core(Case).select()).all()), len(tx.execute(core(Opinion).select()).all())


@pytest.fixture
async def tempting(town: Town) -> Town:
    """An open round whose projects are what people also complain of; the neighbour is not on its roll."""
    await town.say("resident", "0")
    projects = [NewProject(title, "", None) for title in NAMED_LIKE_OTHER_MATTERS]
    await town.database.write(partial(make, now=town.clock.now(), projects=projects))
    await pass_on(town, OPENS_IN)
    await town.say("neighbour", "0")
    return town


async def test_a_word_about_ones_own_ballot_is_secret_and_never_filed(tempting: Town) -> None:
    for said, expected in ONES_OWN.items():
        tempting.clock.move(timedelta(seconds=1))
        await tempting.talk("resident", (said, expected))
        assert (await tempting.database.read(secrets))[-1] is True, said
        await tempting.say("resident", "取消")
    assert await tempting.database.read(filed) == (0, 0)
    await tempting.talk("resident", ("项目", "共9项"), ("选7", "7 儿童沙坑翻新\n对吗"), ("1", "投好了"))
    await tempting.talk("resident", ("刚才投错了，是8号", "8 图书角\n对吗"), ("1", "原来那张不算了"))
    assert await stored_ballots(tempting) == [[8]]


async def test_a_complaint_or_a_wish_that_names_a_project_stays_one(tempting: Town) -> None:
    for said, expected in OTHER_MATTERS.items():
        tempting.clock.move(timedelta(seconds=1))
        answer = await tempting.say("resident", said)
        assert expected in answer, said
        assert "您选的是" not in answer, said
        assert (await tempting.database.read(secrets))[-1] is False, said
        await tempting.say("resident", "取消")


async def test_words_of_a_ballot_are_nothing_special_without_one(tempting: Town) -> None:
    """For somebody who is not on the roll, and for everybody when the vote is over."""
    await tempting.talk("neighbour", ("选7", "没听明白"))
    assert (await tempting.database.read(secrets))[-1] is False
    await pass_on(tempting, LASTS)
    await tempting.say("resident", "支持9号")
    assert (await tempting.database.read(secrets))[-1] is False


async def test_what_is_changed_before_it_is_confirmed_is_read_back_and_filed_as_nothing(tempting: Town) -> None:
    await tempting.talk("resident", ("投票", "回复编号"), ("7 9", "对吗"))
    for said, read in {
        "改选充电桩": "2 电动车充电桩\n对吗",
        "换成图书角": "8 图书角\n对吗",
        "选错了，应该是4号": "4 垃圾房洗手池\n对吗",
        "我投错了": "对吗",
    }.items():
        tempting.clock.move(timedelta(seconds=1))
        await tempting.talk("resident", (said, read))
        assert (await tempting.database.read(secrets))[-1] is True, said
    assert await tempting.database.read(filed) == (0, 0)


async def test_with_a_vote_open_the_menu_and_complaints_are_what_they_are(tempting: Town) -> None:
    await tempting.talk("resident", ("选3", "3 车棚装照明灯\n对吗"), ("取消", "没有投票"), ("3", "物业费"))
    tempting.clock.move(timedelta(seconds=1))
    assert "投票" not in await tempting.say("resident", "我要投诉停车收费不给发票")
    assert (await tempting.database.read(secrets))[-1] is False


async def test_a_message_of_which_that_cannot_be_told_is_answered_and_taken_for_secret(
    tempting: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise LookupError("on purpose")

    monkeypatch.setattr("bot.router.Switchboard.is_secret", fail)
    tempting.clock.move(timedelta(seconds=1))
    await tempting.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"))
    assert (await tempting.database.read(secrets))[-1] is True
