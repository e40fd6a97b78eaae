"""Menu 菜单, help, following, and what is said when nothing was understood."""

import re

import pytest

from simulator import events, hostile, messages
from tests import papers
from tests.town import CAST, Town, answer_of

RESIDENT, STRANGER = CAST["resident"].openid, CAST["stranger"].openid

# The always-words of the contract.
ALWAYS = [
    *(
        "主菜单",
        "0",
        "人工",
        "取消",
        "返回",
        "跳过",
        "更多",
        "帮助",
        "隐私",
        "导出我的信息",
        "删除我的信息",
        "绑定",
        "解绑",
    ),
    *(
        "进度",
        "投诉",
        "报修",
        "诉求",
        "建议",
        "投票",
        "项目",
        "结果",
        "物业费",
        "账目公开",
        "恳谈日",
        "公约",
        "我的网格员",
    ),
    *("通知", "发通知"),
]


@pytest.mark.parametrize("word", ALWAYS)
async def test_an_always_word_is_answered_in_every_state(town: Town, word: str) -> None:
    for state in ((), ("投诉",), ("投诉", "1"), ("着火了",), ("3号楼2单元路灯不亮", "撤回")):
        await town.say("resident", "0")
        for said in state:
            await town.say("resident", said)
        answered = await town.say("resident", word)
        assert answered
        assert "没听明白" not in answered


async def test_a_digit_is_a_line_of_the_menu(town: Town) -> None:
    await town.talk(
        "resident", ("0", "1 投诉报修"), ("一", "回复数字"), ("０", "1 投诉报修"), ("第二个", "还没有登记过")
    )
    await town.talk("resident", ("5", "恳谈日"), ("6", "常用的词"), ("7", "没听明白"))


async def test_a_tapped_button_is_the_word_it_stands_for(town: Town) -> None:
    assert "回复数字" in answer_of(await town.platform.tap(RESIDENT, "投诉"))
    assert "还没有登记过" in answer_of(await town.platform.tap(RESIDENT, "进度"))


async def test_two_misses_offer_a_human_and_never_loop(town: Town) -> None:
    await town.talk("resident", ("啊啊啊", "换个说法"), ("哦哦哦", "回复 9 找人工"), ("呃呃呃", "回复 9 找人工"))
    await town.talk("resident", ("进度", "还没有"), ("啊啊啊", "换个说法"))


async def test_numbers_with_no_ballot_open_show_the_menu(town: Town) -> None:
    await town.talk("resident", ("1 3 5", "没有正在进行的投票"), ("1 3 5", "1 投诉报修"))


async def test_following_leaving_and_coming_back(town: Town) -> None:
    assert "这里是示范社区" in answer_of(await town.platform.follow(STRANGER))
    assert answer_of(await town.platform.unfollow(STRANGER)) == ""
    assert "这里是示范社区" in answer_of(await town.platform.follow(STRANGER, scene="b3"))
    assert "欢迎回来" in answer_of(await town.platform.scan(RESIDENT, "b3"))


async def test_what_nobody_reads_is_said_to_be_so(town: Town) -> None:
    for kind, fields in (("video", {"MediaId": "m"}), ("link", {"Title": "t"}), ("hologram", {"X": "y"})):
        xml = messages.message(RESIDENT, kind, town.platform.next_id(), town.clock.timestamp(), fields)
        assert "看不了" in answer_of(await town.platform.deliver(RESIDENT, xml))


async def test_events_that_mean_nothing_are_taken_in_silence(town: Town) -> None:
    for xml in (
        events.view(RESIDENT, town.clock.timestamp(), "http://x.invalid/"),
        messages.event(RESIDENT, "brand_new_event", town.clock.timestamp(), {"Answer": "42"}),
    ):
        delivery = await town.platform.deliver(RESIDENT, xml)
        assert (delivery.verdict.kind, len(delivery.attempts)) == ("success", 1)


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
async def test_hostile_texts_are_answered_like_any_other(town: Town, text: str) -> None:
    assert await town.say("resident", text)


def test_the_words_of_the_contract_are_the_ones_tested() -> None:
    contract = papers.paper("contract.md")
    listed = contract[contract.index("`主菜单`") : contract.index("Grid workers")]
    assert set(re.findall("`([^`]+)`", listed)) == set(ALWAYS)
