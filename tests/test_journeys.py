"""The journeys of the chat, end to end on both engines: every message is delivered twice and answered the same, the
service is restarted in the middle, and a stranger who tries the same is refused with the reason.

The sixth, the review in the console, is tests/web/console/test_opinion.py.
"""

import re
from datetime import timedelta

import pytest

from tests.handlers.test_meeting import after_leaving
from tests.roof.test_tour import settle
from tests.town import CAST, Town, answer_of

NUMBER = re.compile(r"编号 ?(\d{4,})")
RESTART, WEEK = "restart", timedelta(days=7)

Step = tuple[str, str, str] | str | timedelta

CASE: tuple[Step, ...] = (
    ("resident", "晴川花园3号楼2单元楼道灯坏了三天没人修", "公共照明，晴川花园3号楼2单元楼道"),
    ("stranger", "受理 {编号}", "需要有权限的工作人员"),
    ("worker", "待办", "{编号} 公共照明 晴川花园3号楼2单元楼道"),
    ("worker", "受理 {编号}", "归您了"),
    RESTART,
    ("worker", "办结 {编号} 灯泡换好了", "会转告居民"),
    ("resident", "进度", "已办结"),
)
VOTE: tuple[Step, ...] = (
    ("stranger", "投票", "不在名单里"),
    ("resident", "投票", "16 宠物拾便箱"),
    ("resident", "1、三和⑨", "9 无障碍坡道"),
    RESTART,
    ("resident", "是", "投好了。回执"),
    ("resident", "投票", "投过票了"),
    ("resident", "1 3", "您改选的是"),
    ("resident", "1", "新回执"),
    WEEK,
    ("resident", "结果", "选上的：\n"),
    ("resident", "投票", "已经投完"),
)
FEE: tuple[Step, ...] = (
    ("resident", "物业费", "还没绑定房屋"),
    ("resident", "绑定", "码"),
    RESTART,
    ("resident", "{码}", "绑定好了"),
    ("resident", "物业费", "97.4㎡ × 3月 ="),
    ("stranger", "绑定 {码}", "已经用过了"),
    ("stranger", "物业费", "还没绑定房屋"),
)
TALK: tuple[Step, ...] = (
    ("resident", "恳谈日", "下次恳谈日"),
    ("resident", "报名", "您几位来"),
    RESTART,
    ("resident", "我和老伴", "您2位"),
    ("resident", "提议题", "用一句话说"),
    ("resident", "北门的台阶太陡，能不能修个坡道", "议题 4 号"),
    ("left", "报名", "要先关注本号"),
    WEEK,
    ("resident", "恳谈日", "您报了2位"),
)
NOTICE: tuple[Step, ...] = (
    ("stranger", "发通知", "需要有权限的工作人员"),
    ("committee", "发通知", "最多 300 字"),
    ("committee", "周六上午检修水管，请提前存一点水。", "1 全体关注的居民"),
    RESTART,
    ("committee", "1", "回复 1 发出"),
    ("committee", "1", "开始发给"),
    ("resident", "通知", "检修水管"),
    ("committee", "通知", "发不到 0，正在发 0"),
)
JOURNEYS = {"case": CASE, "vote": VOTE, "fee": FEE, "meeting": TALK, "notice": NOTICE}
# What reaches whom without being asked for; the announcement of a result may be held for the next contact.
PUSHED = {"case": "灯泡换好了", "vote": "", "fee": "", "meeting": "", "notice": "检修水管"}


@pytest.mark.parametrize("name", JOURNEYS)
async def test_a_journey_survives_retries_and_a_restart_and_refuses_strangers(town: Town, name: str) -> None:
    letter = await settle(town)
    known = {"编号": "", "码": letter.code}
    await town.platform.follow(CAST["stranger"].openid)
    await town.say("resident", "你好")
    for step in JOURNEYS[name]:
        if isinstance(step, timedelta):
            town.clock.move(step)
            await town.rung()
        elif isinstance(step, str):
            await town.restart()
        else:
            await told_twice(town, *step, known)
        await town.delivered()
    assert PUSHED[name] in "".join(town.pushed("resident"))


async def told_twice(town: Town, who: str, said: str, expected: str, known: dict[str, str]) -> None:
    """Somebody says something, the platform delivers it again, and both are answered alike and as expected."""
    if who == "left":
        assert expected in await after_leaving(town, "stranger", said)
        return
    filled = [re.sub(r"\{(\w+)\}", lambda gap: known[gap[1]], text) for text in (said, expected)]
    delivery = await town.platform.say(CAST[who].openid, filled[0])
    answered = answer_of(delivery)
    assert filled[1] in answered, (who, filled[0], answered)
    assert await town.again(who, delivery) == answered
    known["编号"] = next(iter(NUMBER.findall(answered)), known["编号"])
