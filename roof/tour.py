"""The guided tour of the demo: six journeys, each in a few taps."""

from collections.abc import Sequence
from typing import NamedTuple

from civic.sample import Letter
from simulator.tour import Open, Say, Step, Stop, Turn

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
    return (
        _report(people),
        _vote(people),
        _fee(people, letter),
        _talk(people),
        _notice(people),
        _review(people, console, sign_in),
    )


def _report(people: People) -> Stop:
    steps = (
        Say(people.auntie, "3号楼2单元楼道灯坏了三天没人修"),
        Say(people.worker, "待办"),
        Say(people.worker, "受理 {编号}"),
        Say(people.worker, "办结 {编号} 灯泡和开关都换了，晚上亮了"),
        Say(people.auntie, "进度"),
    )
    about = "王阿姨说一句，陈师傅在自己的聊天里收到、受理、办结，王阿姨收到答复。"
    return Stop("报修：一句话，有人管，有回音", about, steps)


def _vote(people: People) -> Stop:
    steps: tuple[Step, ...] = (
        *(Say(people.auntie, text) for text in ("投票", "详情 9", "1、三和⑨", "是", "投票", "1 3 9 13", "是")),
        Turn(4 * DAY + HOUR, "过四天多：投票截止，结果自动公布"),
        Say(people.auntie, "结果"),
    )
    about = "编号怎么写都行，先读给您听再算数，截止前能改，到点自动公布。"
    return Stop("投票：十六个项目，选四个", about, steps)


def _fee(people: People, letter: Letter) -> Stop:
    steps = (
        Say(people.auntie, "物业费"),
        Say(people.auntie, f"绑定 {letter.code}"),
        Say(people.auntie, "物业费"),
        Say(people.committee, f"绑定 {letter.code}"),
    )
    about = f"没绑定只看得到标准和算法；王阿姨家（{letter.home}）信箱里有一张带码的信，一个码只能用一次。"
    return Stop("物业费：账和算法一目了然", about, steps)


def _talk(people: People) -> Stop:
    said = ("恳谈日", "报名", "我和老伴", "提议题", "北门的台阶太陡，能不能修个坡道")
    steps: tuple[Step, ...] = (*(Say(people.auntie, text) for text in said), Turn(7 * DAY, "过七天，看看收到了什么"))
    about = "报名、提议题；到时候自动提醒，纪要公布了人人看得到。"
    return Stop("恳谈日：每月10日，请大家来谈", about, steps)


def _notice(people: People) -> Stop:
    text = "周六上午9点到11点检修水管，三号楼和五号楼停水，请提前存一点水。"
    steps = (
        *(Say(people.committee, each) for each in ("发通知", text, "1", "1")),
        *(Say(people.auntie, each) for each in ("你好", "更多")),
        Say(people.committee, "通知"),
    )
    about = "写一段话，选发给谁，看清人数再确认；收不到的，下次说话时看到。"
    return Stop("通知：居委会在聊天里发给大家", about, steps)


def _review(people: People, console: str, sign_in: str) -> Stop:
    steps: tuple[Step, ...] = (
        Say(people.auntie, "建议在花坛边装一排扶手"),
        Open(console, "打开工作台，找到这条意见，写一句答复"),
        *(Say(people.auntie, each) for each in ("建议", "取消")),
    )
    about = f"登录：{sign_in}。按条件找、答复、办结、导出表格。"
    return Stop("审核：工作台里看诉求、议题和意见", about, steps)
