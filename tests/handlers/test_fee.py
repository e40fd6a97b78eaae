"""物业费 in the chat: the home's own account with its formula; for somebody unbound the tariff; never a threat."""

from datetime import timedelta

from tests.homes import LONE, OURS, THEIRS, charge, fill_homes, home_code, pay
from tests.town import Town

QUARTER = (*OURS, "物业费", "2026-10~2026-12", "1.20", "79.35", "", "2026-12-31")
RECEIPT = (*OURS, "物业费", "285.66", "2026-11-01", "微信", "A-0001")


async def bound(town: Town) -> None:
    """The resident lives in 7-2-501."""
    await town.database.write(fill_homes, town.clock.now())
    await town.talk("resident", (await town.database.write(home_code, town.clock.now()), "绑定好了"))


async def test_what_is_due_is_said_with_its_formula_period_and_day(town: Town) -> None:
    await bound(town)
    await town.database.write(charge, town.clock.now(), QUARTER)
    answered = await town.say("resident", "物业费")
    assert answered == (
        "晴川花园7号楼2单元501室\n"
        "物业费还要交285.66元。最近一笔：2026年10月到12月，1.20 × 79.35㎡ × 3月 = 285.66元，12月31日前交。\n"
        "交费、有疑问请打0000-1234567，或来社区（窗口周一至周日 8:30-18:00）。"
    )


async def test_paid_overpaid_and_other_kinds_are_said_in_short(town: Town) -> None:
    await bound(town)
    now = town.clock.now()
    await town.database.write(charge, now, QUARTER, (*OURS, "停车费", "2026-11", "80", "1", "", "2026-11-10"))
    await town.database.write(pay, now, RECEIPT)
    await town.talk(
        "resident", ("物业费", "没有要交的。上次11月1日交了285.66元，收据号 A-0001。\n停车费还要交80.00元。")
    )
    await town.talk("resident", ("停车费多少钱", "80.00 × 1个 × 1月 = 80.00元，11月10日前交"))
    await town.database.write(pay, now, (*OURS, "物业费", "20", "2025-11-02", "现金", "A-0002"))
    await town.talk("resident", ("我家物业费还欠多少", "多交了20.00元"), ("卫生费怎么交", "卫生费还没有账单"))


async def test_an_amount_that_was_billed_otherwise_gets_no_false_formula(town: Town) -> None:
    await bound(town)
    await town.database.write(charge, town.clock.now(), (*QUARTER[:-2], "200", "2027-01-31"))
    await town.talk("resident", ("物业费", "账单金额200.00元，2027年1月31日前交"))


async def test_each_home_is_told_in_turn_and_one_that_is_named_alone(town: Town) -> None:
    await bound(town)
    now = town.clock.now()
    await town.talk("resident", (await town.database.write(home_code, now, LONE), "绑定好了"))
    await town.database.write(charge, now, QUARTER, (*LONE, "物业费", "2026-10", "1.20", "101", "", "2026-10-31"))
    both = await town.say("resident", "物业费")
    assert both.index("501室") < both.index("285.66元") < both.index("1203室") < both.index("121.20元")
    alone = await town.say("resident", "临溪苑A座1203室物业费多少钱")
    assert "121.20元" in alone
    assert "501" not in alone


async def test_another_home_is_refused_with_the_reason(town: Town) -> None:
    await bound(town)
    await town.database.write(
        charge, town.clock.now(), (*THEIRS, "物业费", "2026-10", "1.20", "88.2", "", "2026-10-31")
    )
    for who in ("resident", "neighbour"):
        await town.talk(who, ("5号楼1单元302物业费欠多少", "各家的账只给自家人看"))


async def test_somebody_unbound_is_told_the_tariff_and_how_to_bind(town: Town) -> None:
    await town.talk(
        "resident",
        ("物业费", "物业费 = 单价 × 建筑面积 × 月数。\n1.20元/㎡·月（晴川花园、临溪苑）\n0.80元/㎡·月（槐安里）"),
    )
    await town.talk("resident", ("停车费多少钱", "80.00元/个·月"), ("3", "回复 绑定"))


async def test_a_doubt_becomes_a_case_with_the_line_it_is_about(town: Town) -> None:
    await bound(town)
    await town.database.write(charge, town.clock.now(), QUARTER)
    answered = await town.say("resident", "物业费是不是多收了，算错了吧")
    assert answered.startswith("记下了，编号 1001：晴川花园7号楼2单元501室的账有疑问")
    assert "账上最近一笔物业费：2026年10月到12月，1.20 × 79.35㎡ × 3月 = 285.66元" in answered
    await town.talk("resident", ("进度", "编号 1001：物业服务，晴川花园7号楼2单元501室"))
    await town.talk("neighbour", ("停车费多收了我的钱", "编号 1002"))


async def test_nothing_is_said_that_frightens(town: Town) -> None:
    await bound(town)
    await town.database.write(charge, town.clock.now(), (*QUARTER[:-1], "2026-10-31"))
    town.clock.move(timedelta(days=300))
    answered = await town.say("resident", "物业费")
    assert "10月31日前交" in answered
    for word in ("违约金", "滞纳金", "逾期", "欠费", "起诉", "停水", "停电", "尽快", "否则"):
        assert word not in answered
