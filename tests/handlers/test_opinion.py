"""Opinions 意见建议 in the chat: one sentence is enough, 建议 alone asks for it and shows the last ones."""

import pytest

from civic import opinion, rights
from storage.post import Role
from storage.tx import Tx
from tests.town import CAST, Town, answer_of


def texts(tx: Tx) -> list[str]:
    found = opinion.listing(tx, rights.staff(1, Role.AUDITOR), limit=9)
    return [view.text for view in reversed(found)]


async def test_one_free_sentence_is_filed(town: Town) -> None:
    await town.talk("resident", ("建议小区多种点树", "意见 1 号"), ("能不能给老人装个扶手", "意见 2 号"))
    await town.talk("neighbour", ("我有个想法，把旧车棚拆了做花园", "意见 3 号"))
    assert (await town.database.read(texts))[0] == "建议小区多种点树"


async def test_the_word_alone_asks_and_what_is_said_then_is_filed(town: Town) -> None:
    await town.talk("resident", ("建议", "您有什么建议"), ("希望社区晚上开放活动室", "意见 1 号"))
    await town.talk("resident", ("建议", "1 号“希望社区晚上开放活动室”，还没有答复"), ("取消", "什么都没有提交"))
    assert await town.database.read(texts) == ["希望社区晚上开放活动室"]


@pytest.mark.parametrize("said", ["提建议", "我想提个建议", "我有一个好建议！", "我想给社区提一条建议"])
async def test_who_only_says_that_one_is_coming_is_asked_for_it(town: Town, said: str) -> None:
    await town.talk("resident", (said, "您有什么建议"), ("取消", "不办了"))
    assert await town.database.read(texts) == []


async def test_what_is_no_suggestion_is_asked_again_and_a_human_offered(town: Town) -> None:
    await town.talk("resident", ("建议", "您有什么建议"), ("好的", "这句太短"), ("3", "回复 人工"))
    assert "您有什么建议" in answer_of(await town.platform.send_image(CAST["resident"].openid))
    await town.talk("resident", ("返回", "第一步"), ("跳过", "不能跳过"), ("多种些树吧", "意见 1 号"))


async def test_too_long_is_told_kindly_and_the_step_stays_open(town: Town) -> None:
    await town.talk("resident", ("建议", "您有什么建议"), ("多种树" * 167, "501个字"), ("多种些树", "意见 1 号"))


async def test_the_form_survives_a_restart(town: Town) -> None:
    await town.talk("resident", ("建议", "您有什么建议"))
    await town.restart()
    await town.talk("resident", ("晚上开放活动室", "意见 1 号"))


async def test_the_last_three_are_shown_and_one_whole_by_its_number(town: Town) -> None:
    for number in range(1, 5):
        await town.talk("resident", (f"建议多种些树，第{number}年", f"意见 {number} 号"))
    listed = await town.say("resident", "建议")
    assert [f"{number} 号“" in listed for number in (4, 3, 2, 1)] == [True, True, True, False]
    await town.talk("resident", ("意见 1", "建议多种些树，第1年"), ("意见1号", "还没有答复"), ("取消", "不办了"))
    await town.talk("resident", ("意见 9", "没有找到意见 9 号"))
    await town.talk("neighbour", ("意见 1", "没有找到意见 1 号"))


async def test_a_retry_files_nothing_twice(town: Town) -> None:
    first = await town.platform.say(CAST["resident"].openid, "建议多种些树")
    again = await town.platform.postman.deliver(
        town.platform._http(),
        town.platform.callback_url,
        (first.query, first.body),
        lambda status, body: first.verdict,
    )
    assert again.attempts[0].status == 200
    assert await town.database.read(texts) == ["建议多种些树"]


async def test_somebody_without_a_home_is_heard_too(town: Town) -> None:
    await town.platform.follow(CAST["stranger"].openid)
    await town.talk("stranger", ("建议多种些树", "意见 1 号"))
