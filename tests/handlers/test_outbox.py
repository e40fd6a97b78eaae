"""Outbox 待发 in the chat: what reaches people by itself, and what is told at their next contact instead."""

from datetime import timedelta

from sqlalchemy import select

from bot.turn import send_later
from storage import outbox, resident
from storage.base import core
from storage.inbox import Letter
from storage.outbox import Outbox, Purpose
from storage.tx import Tx
from tests.town import CAST, Town

RESIDENT = CAST["resident"].openid
CLOSED = timedelta(hours=48)  # after the last message nothing may be sent any more
HINT = "另有 {} 条通知，回复 更多 查看。"


def put(tx: Tx, text: str, town: Town, purpose: Purpose, lasts: timedelta | None) -> None:
    now, to = town.clock.now(), resident.number_of(tx, RESIDENT)
    end = now + lasts if lasts else None
    outbox.put(tx, purpose, to, "late_reply", {"text": text}, dedup_key=text, now=now, expires_at=end)


async def held(town: Town, *texts: str, purpose: Purpose = Purpose.NOTICE, lasts: timedelta | None = None) -> None:
    """Things that could not be sent, a minute apart."""
    for text in texts:
        town.clock.move(timedelta(minutes=1))
        await town.database.write(put, text, town, purpose, lasts)
    await town.delivered()
    assert town.pushed("resident") == []


def rows(tx: Tx) -> list[tuple[str, str, str]]:
    table = core(Outbox)
    return [(row.state, row.channel, row.reason) for row in tx.execute(select(table).order_by(table.c.id))]


async def test_a_reply_that_came_too_late_is_sent_by_itself(town: Town) -> None:
    await town.say("resident", "你好")
    letter = Letter("text:late", RESIDENT, "text", {}, town.clock.now())
    await town.database.write(send_later, letter, "登记好了，编号 1001", is_secret=False)
    await town.restart()
    await town.delivered()
    assert town.pushed("resident") == ["登记好了，编号 1001"]
    assert await town.database.read(rows) == [("sent", "custom", "")]


async def test_what_the_platform_lets_not_through_is_told_at_the_next_contact(town: Town) -> None:
    await town.say("resident", "你好")
    town.clock.move(CLOSED)
    await held(town, "明天停水")
    assert await town.database.read(rows) == [("held", "", "45015")]
    assert (await town.say("resident", "谢谢")).endswith("\n" + HINT.format(1))
    assert "另有" not in await town.say("neighbour", "谢谢")
    assert await town.say("resident", "更多") == "明天停水"
    await town.talk("resident", ("更多", "已经都给您看完了"))
    assert "另有" not in await town.say("resident", "谢谢")
    assert await town.database.read(rows) == [("sent", "next_contact", "")]


async def test_when_the_five_messages_are_used_up_the_sixth_is_told_later(town: Town) -> None:
    await town.say("resident", "你好")
    for number in range(6):
        await town.database.write(put, str(number), town, Purpose.SERVICE, None)
    await town.delivered()
    assert town.pushed("resident") == ["0", "1", "2", "3", "4"]
    await town.talk("resident", ("你好", HINT.format(1)), ("8", "5"))


async def test_several_are_read_out_with_a_title_the_newest_first(town: Town) -> None:
    await town.say("resident", "你好")
    town.clock.move(CLOSED)
    await held(town, "明天停水")
    await held(town, "恳谈日后天开", purpose=Purpose.MEETING)
    await held(town, "早就过了", lasts=timedelta(minutes=5))
    town.clock.move(timedelta(hours=1))
    await town.talk("resident", ("谢谢", HINT.format(2)))
    assert await town.say("resident", "8") == (
        "【恳谈日 11月4日(周三)】\n恳谈日后天开\n【社区通知 11月4日(周三)】\n明天停水"
    )
    assert [state for state, *_ in await town.database.read(rows)] == ["sent", "sent", "dropped"]


async def test_long_ones_are_paged_as_usual_and_what_was_left_comes_first(town: Town) -> None:
    await town.say("resident", "你好")
    town.clock.move(CLOSED)
    await held(town, *(f"第{number}件。" + "请留意。" * 60 for number in range(12)))
    first = await town.say("resident", "你好")
    assert first.endswith(HINT.format(12))
    read = []
    while "已经都给您看完了" not in (page := await town.say("resident", "更多")):
        read.append(page)
    assert all("还有没显示完的" in page or "另有 2 条" in page for page in read[:-1])
    told = "".join(read)
    assert [told.count(f"第{number}件。") for number in range(12)] == [1] * 12


async def test_a_form_and_a_danger_are_left_alone(town: Town) -> None:
    await town.say("resident", "你好")
    town.clock.move(CLOSED)
    await held(town, "明天停水")
    for said in ("投诉", "1", "跳过", "煤气漏了", "3号楼2单元"):
        assert "另有" not in await town.say("resident", said)
    town.clock.move(timedelta(days=2))
    await town.talk("resident", ("进度", HINT.format(1)))


async def test_while_a_human_has_the_conversation_nothing_is_announced(town: Town) -> None:
    await town.say("resident", "你好")
    town.clock.move(CLOSED)
    await held(town, "明天停水")
    await town.talk("resident", ("人工", "记下您要找人工"), ("在吗", ""), ("0", HINT.format(1)))


async def test_who_leaves_is_sent_nothing_and_told_nothing(town: Town) -> None:
    await town.say("resident", "你好")
    await town.platform.unfollow(RESIDENT)
    await held(town, "明天停水")
    assert await town.database.read(rows) == [("dropped", "", "unfollowed")]
