"""Notice 通知 in the chat: written, shown once more, confirmed once, and it arrives once at each."""

from datetime import timedelta

import pytest

from storage import outbox
from storage.post import Role
from tests.civic.conftest import bind
from tests.town import CAST, Town

TEXT = "明天上午9点到11点停水，请提前接水。活动取消，改期另行通知。"


async def begun(town: Town) -> None:
    """A committee member and neighbours who have written, one of them bound to a home."""
    await town.appoint("committee", Role.COMMITTEE)
    for who in ("resident", "neighbour", "committee"):
        await town.say(who, "你好")
    await town.database.write(bind, await town.known("resident"), "晴川花园")


async def test_a_notice_from_its_text_to_those_it_is_for(town: Town) -> None:
    await begun(town)
    await town.talk("committee", ("发通知", "最多 300 字"), (TEXT, "1 全体关注的居民，3 人"))
    await town.restart()
    await town.talk("committee", ("77", "发给谁"), ("3", "现在一个人也没有"), ("槐安里", "现在一个人也没有"))
    await town.talk("committee", ("1", f"通知：{TEXT}"), ("返回", "发给谁"), ("1", "共 3 人"))
    sent = await town.platform.say(CAST["committee"].openid, "确认")
    assert "开始发给 3 人" in sent.verdict.text
    await town.restart()
    assert await town.again("committee", sent) == sent.verdict.text
    await town.talk("committee", ("通知", "发给 3 人：已送达 0，等下次联系 0，发不到 0，正在发 3"))
    await town.delivered()
    for who in ("resident", "neighbour"):
        (pushed,) = town.pushed(who)
        assert TEXT in pushed
        await town.talk(who, ("通知", TEXT))
    await town.talk("committee", ("通知", "发给 3 人：已送达 3，等下次联系 0，发不到 0，正在发 0"))


async def test_a_notice_for_one_estate_reaches_its_homes_only(town: Town) -> None:
    await begun(town)
    await town.talk("committee", ("发通知", "最多"), (TEXT, "2 晴川花园已绑定房屋的居民，1 人"))
    await town.talk("committee", ("晴川", "发给晴川花园已绑定房屋的居民，共 1 人"), ("1", "开始发给 1 人"))
    await town.delivered()
    assert [len(town.pushed(who)) for who in ("resident", "neighbour", "committee")] == [1, 0, 0]
    await town.talk("neighbour", ("通知", "最近没有发给您的通知"))


async def test_whom_the_platform_lets_through_no_more_is_counted_as_waiting(town: Town) -> None:
    await begun(town)
    town.clock.move(timedelta(hours=49))
    await town.talk("committee", ("发通知", "最多"), (TEXT, "发给谁"), ("1", "下次来才看得到"), ("是的", "开始发"))
    await town.delivered()
    await town.talk("committee", ("通知", "已送达 1，等下次联系 2"))


async def test_a_notice_can_be_thought_better_of(town: Town) -> None:
    await begun(town)
    await town.talk("committee", ("发通知", "最多"), ("水" * 301, "这条有 301 字"), ("5", "最多"), (TEXT, "发给谁"))
    await town.talk("committee", ("1", "回复 1 发出"), ("不发了", "什么都没有提交"))
    await town.talk("committee", ("发通知", "最多"), ("取消", "什么都没有提交"), ("通知", "最近没有发给您的通知"))
    assert await town.database.read(outbox.count_by_state) == {}


async def test_who_may_not_is_told_why(town: Town) -> None:
    await town.appoint("worker", Role.GRID_WORKER)
    await town.platform.follow(CAST["stranger"].openid)
    for who in ("resident", "stranger", "worker"):
        await town.talk(who, ("发通知", "有权限的工作人员"))
    await town.appoint("committee", Role.COMMITTEE, "槐安里")
    await town.talk("committee", ("发通知", "最多"), (TEXT, "1 槐安里已绑定房屋的居民，0 人"), ("2", "发给谁"))
    assert await town.database.read(outbox.count_by_state) == {}


ABOUT_DANGER = ("消防提醒：发现着火请立即拨打119，楼道里不要堆物。", "燃气公司周三入户检查，闻到煤气味请开窗。")


@pytest.mark.parametrize("text", ABOUT_DANGER)
async def test_a_notice_about_danger_is_a_notice_and_says_whom_to_call(town: Town, text: str) -> None:
    await begun(town)
    await town.talk("committee", ("发通知", "300 字"), (text, "说到险情"), ("1", "回复 1 发出"), ("1", "开始发给"))
    await town.talk("committee", ("着火了", "马上打119"))


async def test_notices_are_declined_in_ones_own_words_and_wanted_again(town: Town) -> None:
    await begun(town)
    for said in ("不收通知", "别再给我发通知了", "退订"):
        await town.talk("resident", (said, "不再给您发"), ("再收通知", "照常发给您"))
    await town.talk("resident", ("不收通知", "不再给您发"))
    await town.talk("committee", ("发通知", "300 字"), ("周六停水", "发给谁"), ("1", "共 2 人"), ("1", "开始发给"))
    await town.delivered()
    assert town.pushed("resident") == []


async def test_who_sends_notices_reads_how_they_fare_and_what_everybody_got(town: Town) -> None:
    await begun(town)
    await town.talk("committee", ("发通知", "300 字"), ("周六停水", "发给谁"), ("1", "回复 1"), ("1", "开始发给"))
    answered = await town.say("committee", "通知")
    assert "已送达" in answered
    assert "最近发给您的通知" in answered
