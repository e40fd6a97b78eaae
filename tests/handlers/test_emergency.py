"""Emergency 紧急求助: the number and the one act first, in every state, for everybody."""

from datetime import timedelta

import pytest

from storage import emergency
from storage.outbox import Outbox
from storage.resident import number_of
from storage.tx import Tx
from tests.town import CAST, Town, answer_of

RESIDENT = CAST["resident"].openid


def noted(tx: Tx) -> tuple[str, str, bool, str]:
    number = number_of(tx, RESIDENT)
    assert number is not None
    row = emergency.newest_open(tx, number)
    return row.kind, row.followup, row.said_all_clear, row.state


def alerts(tx: Tx) -> list[tuple[str, str]]:
    with tx.session() as session:
        return [(row.purpose, row.template) for row in session.query(Outbox)]


@pytest.mark.parametrize("before", [(), ("投诉",), ("投诉", "1"), ("9",)])
async def test_danger_comes_first_in_every_state(town: Town, before: tuple[str, ...]) -> None:
    for said in before:
        await town.say("resident", said)
    await town.talk("resident", ("着火了", "119"))
    assert (await town.database.read(noted))[0] == "fire"


async def test_the_first_answer_holds_number_and_act_and_promises_nothing(town: Town) -> None:
    for said, number, act in [
        ("着火了", "119", "先离开"),
        ("煤气漏了", "0000-1234569", "先到室外"),
        ("我爸晕倒了没反应", "120", "呼吸"),
        ("不想活了", "12356", "离开危险"),
        ("电梯困人了", "0000-1234560", "别扒门"),
    ]:
        answered = await town.say("resident", said)
        assert number in answered
        assert act in answered
        assert "本号不能代替" in answered
        assert "通知" not in answered


async def test_gas_says_outside_before_any_number(town: Town) -> None:
    answered = await town.say("resident", "家里有煤气味")
    assert answered.index("室外") < answered.index("0000-1234569")
    assert "几号楼" not in answered


async def test_the_alert_waits_for_the_staff_on_duty_once(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("着火了", "119"), ("5号楼着火了快来人", "119"))
    assert await town.database.read(alerts) == [("emergency", "emergency_alert")]
    town.clock.move(timedelta(hours=1))
    await town.talk("resident", ("着火了", "119"))
    assert len(await town.database.read(alerts)) == 2


async def test_the_place_is_taken_and_an_all_clear_leaves_it_to_a_human(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("9", "记下了：9号楼"), ("没事了 虚惊一场", "没事就好"))
    kind, followup, said_all_clear, state = await town.database.read(noted)
    assert (kind, said_all_clear, state) == ("fire", True, "open")
    assert followup.splitlines() == ["9", "没事了 虚惊一场"]


@pytest.mark.parametrize("said", ["死了就没事了", "还没救出来", "火灭了吗", "送医院了还在抢救", "取消", "跳过", "返回"])
async def test_only_an_all_clear_is_an_all_clear(town: Town, said: str) -> None:
    answered = [await town.say("resident", "不想活了"), await town.say("resident", said)]
    assert "没事就好" not in answered[1]
    assert "12356" in answered[1]
    _, followup, said_all_clear, _ = await town.database.read(noted)
    assert (followup, said_all_clear) == (said, False)


async def test_a_fire_after_an_all_clear_is_a_new_alert(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("没事了", "没事就好"), ("又着火了 好大的火", "119"))
    assert len(await town.database.read(alerts)) == 2


async def test_weeks_later_nothing_is_an_all_clear(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("5号楼", "记下了"))
    town.clock.move(timedelta(days=12))
    assert "没事就好" not in await town.say("resident", "没事了")


async def test_danger_interrupts_a_form_and_gives_it_back_when_it_is_over(town: Town) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("1", "在什么地方"), ("着火了", "119"))
    assert "没填完" not in await town.say("resident", "3号楼")
    await town.talk("resident", ("楼上还有老人没出来", "记下了"), ("没事了", "刚才没填完的还在"))
    await town.talk("resident", ("3号楼2单元", "编号 1001：公共照明，3号楼2单元"))
    assert (await town.database.read(noted))[1].splitlines() == ["3号楼", "楼上还有老人没出来", "没事了"]


async def test_a_cry_for_help_belongs_to_the_danger_that_was_told(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("快来人啊", "119"), ("5号楼", "记下了：5号楼"))
    again = await town.say("resident", "救命")
    assert "弯腰" in again
    assert "几号楼" not in again
    assert await town.database.read(alerts) == [("emergency", "emergency_alert")]
    assert (await town.database.read(noted))[:2] == ("fire", "快来人啊\n5号楼\n救命")


async def test_a_bare_cry_gets_every_number_and_no_first_aid(town: Town) -> None:
    answered = await town.say("resident", "救命")
    assert [number for number in ("110", "119", "120") if number not in answered] == []
    assert "按压" not in answered


@pytest.mark.parametrize("told", ["5号楼着火了", "5号楼电梯困人了", "5号楼有人晕倒了"])
async def test_a_place_told_with_the_danger_is_read_back_and_not_asked_for(town: Town, told: str) -> None:
    answered = await town.say("resident", told)
    assert "地方记下了：5号楼" in answered
    assert not answered.endswith("？")
    await town.talk("resident", ("9", "记下您要找人工"))


async def test_once_the_place_is_known_nine_is_a_human_and_a_number_no_building(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("3号楼", "记下了：3号楼"))
    assert "号楼" not in await town.say("resident", "2")
    await town.talk("resident", ("9", "记下您要找人工"))


async def test_in_gas_nothing_is_asked_whatever_is_said(town: Town) -> None:
    for said in ("家里有煤气味", "我头晕", "怎么办", "3号楼"):
        answered = await town.say("resident", said)
        assert "室外" in answered or "记下了：3号楼" in answered
        assert "？" not in answered
        assert "请告诉我" not in answered


async def test_who_is_alone_hears_something_else_than_who_is_not(town: Town) -> None:
    await town.talk("resident", ("不想活了", "安全吗"), ("我一个人", "现在就打"))
    await town.talk("resident", ("嗯", "有人在就好"), ("我好累", "12356"))


async def test_nothing_half_filled_is_claimed_where_a_case_is_filed(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"), ("着火了", "119"))
    assert "没填完" not in await town.say("resident", "没事了")


async def test_after_the_place_other_matters_are_other_matters(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"), ("5号楼", "记下了：5号楼"), ("老人穿红衣服", "记下了"))
    await town.talk("resident", ("3号楼2单元楼道灯坏了三天没人修", "编号 1001"))


async def test_nine_is_a_human_where_no_number_is_asked_for(town: Town) -> None:
    assert "回复 人工" in await town.say("resident", "着火了")
    await town.talk("resident", ("不想活了", "12356"), ("9", "记下您要找人工"))


async def test_what_is_shown_in_danger_is_kept(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"))
    await town.platform.send_image(RESIDENT)
    assert "[image] " in (await town.database.read(noted))[1]


async def test_danger_is_answered_even_where_the_turn_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("civic.emergency.report", fail)
    assert "119" in await town.say("resident", "着火了")


async def test_a_place_on_the_map_is_read_back_by_name_and_kept_to_the_point(town: Town) -> None:
    await town.talk("resident", ("有人晕倒了", "120"))
    answered = answer_of(await town.platform.send_location(RESIDENT, "晴川花园东门"))
    assert "记下了：晴川花园东门。" in answered
    followup = (await town.database.read(noted))[1]
    assert followup.startswith("晴川花园东门 (")


async def test_half_an_hour_later_something_else_is_meant(town: Town) -> None:
    await town.talk("resident", ("着火了", "119"))
    town.clock.move(timedelta(minutes=31))
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"))


async def test_a_stranger_and_a_recording_are_answered_the_same(town: Town) -> None:
    await town.platform.follow(CAST["stranger"].openid)
    assert "119" in answer_of(await town.platform.send_voice(CAST["stranger"].openid, "着火了快来人"))


async def test_figures_of_speech_are_no_danger_but_not_overheard(town: Town) -> None:
    answered = await town.say("resident", "楼上半夜装修吵得我想跳楼")
    assert "12356" in answered
    assert "110和119" not in answered


async def test_past_danger_is_a_complaint(town: Town) -> None:
    await town.say("resident", "上次着火那个事后来怎么处理的")
    assert await town.database.read(alerts) == []
