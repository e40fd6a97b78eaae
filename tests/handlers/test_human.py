"""Human 人工: the bot is silent while a human has the conversation, except in danger and for 0."""

from datetime import timedelta

import pytest

from storage.audit import Audit
from storage.tx import Tx
from tests.town import CAST, Town


def asked(tx: Tx) -> list[str]:
    with tx.session() as session:
        return [row.action for row in session.query(Audit)]


async def test_the_bot_is_silent_until_nought(town: Town) -> None:
    await town.talk("resident", ("转人工", "记下您要找人工"), ("你好", ""), ("投诉", ""), ("3号楼路灯坏了", ""))
    await town.talk("resident", ("0", "示范社区"), ("你好", "您好"))
    assert await town.database.read(asked) == ["human.ask"]


async def test_asking_again_says_that_somebody_comes(town: Town) -> None:
    await town.talk(
        "resident", ("9", "记下您要找人工"), ("人工", "已经记下您要找人工"), ("9", "已经记下您要找人工"), ("在吗", "")
    )
    assert await town.database.read(asked) == ["human.ask"]


async def test_danger_is_always_answered(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"), ("着火了", "119"))


async def test_after_half_an_hour_of_silence_the_bot_is_back_and_says_so(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"), ("在吗", ""))
    town.clock.move(timedelta(minutes=29, seconds=59))
    await town.platform.tap(CAST["resident"].openid, "http://example.invalid/")
    town.clock.move(timedelta(seconds=1))
    await town.talk("resident", ("3号楼2单元路灯不亮", "现在由自动回复接着"), ("进度", "编号 1001"))


async def test_the_pause_is_counted_from_the_last_word(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"))
    for _ in range(3):
        town.clock.move(timedelta(minutes=20))
        await town.talk("resident", ("3号楼2单元路灯不亮", ""))
    town.clock.move(timedelta(minutes=20))
    await town.platform.send_image(CAST["resident"].openid)
    town.clock.move(timedelta(minutes=20))
    await town.talk("resident", ("在吗", ""))
    town.clock.move(timedelta(minutes=30))
    await town.talk("resident", ("你好", "现在由自动回复接着"))


@pytest.mark.parametrize("said", ["转人工客服", "我要人工", "人工客服在吗", "转人工", "9"])
async def test_a_human_is_asked_for_in_any_words(town: Town, said: str) -> None:
    await town.talk("resident", (said, "记下您要找人工"), (said, "已经记下您要找人工"))
    await town.talk("resident", ("转人工，3号楼路灯坏了", ""))


async def test_the_hours_told_are_the_same_everywhere(town: Town) -> None:
    for said in ("帮助", "人工", "人工"):
        assert "热线24小时有人接听" in await town.say("resident", said)


async def test_an_event_does_not_swallow_that_the_bot_is_back(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"))
    town.clock.move(timedelta(minutes=31))
    await town.platform.tap(CAST["resident"].openid, "http://example.invalid/")
    await town.talk("resident", ("你好", "现在由自动回复接着"))


async def test_coming_back_ends_the_waiting_for_a_human(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"))
    await town.platform.unfollow(CAST["resident"].openid)
    await town.platform.follow(CAST["resident"].openid)
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"))


async def test_doubtful_danger_gets_the_numbers_and_leaves_the_rest_to_the_human(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"), ("着火了", "119"), ("东门口", "记下了"))


async def test_the_silence_survives_a_restart(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"))
    await town.restart()
    await town.talk("resident", ("你好", ""))


async def test_a_human_for_one_is_not_a_human_for_all(town: Town) -> None:
    await town.talk("resident", ("9", "记下您要找人工"))
    await town.talk("neighbour", ("你好", "您好"))
