"""The guided tour of the demo: six journeys, each in a few taps."""

from collections.abc import Sequence
from typing import NamedTuple

from civic.sample import Letter
from simulator.tour import Open, Say, Stop, Turn

HOUR = 3600
DAY = 24 * HOUR


class People(NamedTuple):
    """The openids of those whom the chat page shows, in its order."""

    auntie: str
    tenant: str
    worker: str
    committee: str


def stops(people: People, letter: Letter, console: str, sign_in: str) -> Sequence[Stop]:
    """What is to be tried; `letter` lay in 王阿姨's letter box, `sign_in` says name and password."""
    auntie, _, worker, committee = people
    return (
        Stop(
            "报修：一句话，有人管，有回音",
            "王阿姨说一句，陈师傅在自己的聊天里收到、受理、办结，王阿姨收到答复。",
            (
                Say(auntie, "3号楼2单元楼道灯坏了三天没人修"),
                Say(worker, "待办"),
                Say(worker, "受理 {编号}"),
                Say(worker, "办结 {编号} 灯泡和开关都换了，晚上亮了"),
                Say(auntie, "进度"),
            ),
        ),
        Stop(
            "投票：十六个项目，选四个",
            "编号怎么写都行，先读给您听再算数，截止前能改，到点自动公布。",
            (
                Say(auntie, "投票"),
                Say(auntie, "详情 9"),
                Say(auntie, "1、三和⑨"),
                Say(auntie, "是"),
                Say(auntie, "投票"),
                Say(auntie, "1 3 9 13"),
                Say(auntie, "是"),
                Turn(4 * DAY + HOUR, "过四天多：投票截止，结果自动公布"),
                Say(auntie, "结果"),
            ),
        ),
        Stop(
            "物业费：凭信上的码绑定，账和算法一目了然",
            f"没绑定只看得到标准和算法；王阿姨家（{letter.home}）信箱里有一张带码的信。",
            (
                Say(auntie, "物业费"),
                Say(auntie, f"绑定 {letter.code}"),
                Say(auntie, "物业费"),
                Say(committee, f"绑定 {letter.code}"),
            ),
        ),
        Stop(
            "恳谈日：每月10日，请大家来谈",
            "报名、提议题；到时候自动提醒，纪要公布了人人看得到。",
            (
                Say(auntie, "恳谈日"),
                Say(auntie, "报名"),
                Say(auntie, "我和老伴"),
                Say(auntie, "提议题"),
                Say(auntie, "北门的台阶太陡，能不能修个坡道"),
                Turn(7 * DAY, "过七天，看看收到了什么"),
            ),
        ),
        Stop(
            "通知：居委会在聊天里发给大家",
            "写一段话，选发给谁，看清人数再确认；收不到的，下次说话时看到。",
            (
                Say(committee, "发通知"),
                Say(committee, "周六上午9点到11点检修水管，三号楼和五号楼停水，请提前存一点水。"),
                Say(committee, "1"),
                Say(committee, "1"),
                Say(auntie, "你好"),
                Say(auntie, "更多"),
                Say(committee, "通知"),
            ),
        ),
        Stop(
            "审核：工作台里看诉求、议题和意见",
            f"登录：{sign_in}。按条件找、答复、办结、导出表格。",
            (
                Say(auntie, "建议在花坛边装一排扶手"),
                Open(console, "打开工作台，找到这条意见，写一句答复"),
                Say(auntie, "建议"),
                Say(auntie, "取消"),
            ),
        ),
    )
