"""恳谈日 in the chat: told of in time, signed up for in one's own words, talked at, and its minutes read afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from civic import meeting
from civic.errors import Refusal
from civic.rights import Actor, staff
from simulator import messages
from simulator.platform import Platform
from storage.post import Role
from storage.tx import Tx
from tests.town import CAST, Town, answer_of

RESIDENT = CAST["resident"].openid
WHEN = "11月10日(周二)晚上7点"
SECRETARY = staff(1, Role.STAFF)


async def follow(town: Town, *names: str) -> None:
    for name in names:
        town.clock.move(timedelta(seconds=1))  # events of one second are one event that was delivered again
        await town.platform.follow(CAST[name].openid)


async def until(town: Town, day: int, hour: int, minute: int = 0) -> list[str]:
    """Time goes on to that moment in Shanghai; what reached the resident since, who looked in, so that it could."""
    before = len(town.pushed("resident"))
    town.clock.move(datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC) - town.clock.now())
    for name in ("resident", "neighbour"):
        await town.say(name, "0")
    await town.rung()
    await town.delivered()
    return town.pushed("resident")[before:]


async def after_leaving(town: Town, name: str, text: str) -> str:
    """What somebody reads who writes after they left; the platform lets nobody, so its letter is written by hand."""
    openid = CAST[name].openid
    await follow(town, name)
    await town.platform.unfollow(openid)
    letter = messages.text(openid, text, town.platform.next_id(), town.clock.timestamp(), to=town.account.gh_id)
    return answer_of(await town.platform.deliver(openid, letter))


async def coming(town: Town) -> tuple[int, int]:
    """The number of the session that there is, and how many come."""

    def look(tx: Tx) -> tuple[int, int]:
        (session,) = meeting.meetings(tx)
        return session.number, meeting.signups(tx, session.number)

    return await town.database.read(look)


async def test_the_journey_of_one_session(town: Town) -> None:
    await follow(town, "resident", "neighbour")
    await town.talk("neighbour", ("恳谈日", f"下次恳谈日：{WHEN}，社区会议室，现在0人报名"))
    assert "要先关注本号" in await after_leaving(town, "stranger", "报名")
    (invited,) = await until(town, 3, 9)
    assert f"请您来恳谈日：{WHEN}，社区会议室" in invited
    await town.talk("resident", ("报名", "您几位来"))
    await town.restart()
    await says_twice(town, "我和老伴", f"记下了：{WHEN}，社区会议室，您2位")
    await town.talk("neighbour", ("恳谈日", "现在2人报名"), ("2", "您想在恳谈日上谈什么"))
    await town.talk("neighbour", ("门口的早餐车能不能进来", "议题 1 号：“门口的早餐车能不能进来”"))
    assert await until(town, 7, 8) == []
    for day, hour in ((7, 9), (9, 9), (10, 17)):
        (reminded,) = await until(town, day, hour)
        assert f"您报名的恳谈日是{WHEN}，在社区会议室" in reminded
    assert await until(town, 11, 9) == []
    await town.database.write(
        meeting.publish_minutes, SECRETARY, 1, "早餐车可以停在东门。\n物业写牌子。", town.clock.now()
    )
    await town.database.write(meeting.answer_topic, SECRETARY, 1, "可以，停东门。", town.clock.now())
    (told,) = await until(town, 11, 10)
    assert "11月10日(周二)恳谈日的纪要公布了" in told
    minutes_told, answered = town.pushed("neighbour")[-2:]
    assert minutes_told == told
    assert "您提的议题 1 号有答复了：可以，停东门。" in answered
    answered = await town.say("resident", "恳谈日")
    assert "下次恳谈日：12月10日(周四)晚上7点，社区会议室，现在0人报名" in answered
    assert answered.endswith("11月10日(周二)恳谈日的纪要：\n早餐车可以停在东门。\n物业写牌子。")


async def says_twice(town: Town, text: str, expected: str) -> None:
    """A delivery, and the same bytes once more: the same is answered, and nothing is done twice."""
    platform: Platform = town.platform
    first = await platform.say(RESIDENT, text)
    assert expected in first.verdict.text
    again = await platform.postman.deliver(
        platform._http(), platform.callback_url, (first.query, first.body), lambda status, body: first.verdict
    )
    assert again.attempts[0].status == 200
    assert await coming(town) == (1, 2)


@pytest.mark.parametrize(
    ("said", "people"),
    [("就我自己", 1), ("一家三口", 3), ("９", 9), ("十个", 10), ("我、老伴和孙子", 3), ("两个人吧", 2)],
)
async def test_people_say_in_their_own_words_how_many_come(town: Town, said: str, people: int) -> None:
    await follow(town, "resident")
    await town.talk("resident", ("报名", "您几位来"), (said, f"您{people}位"))
    assert await coming(town) == (1, people)


async def test_a_sentence_can_say_it_all(town: Town) -> None:
    await follow(town, "resident")
    await town.talk(
        "resident", ("我跟我老伴两个人都想去那个恳谈会帮我们报个名", "您2位"), ("算我一个嘛 我要去听哈", "您1位")
    )
    await town.talk("resident", ("恳谈会+1🙋", "您1位"), ("我想報名參加懇談會", "您现在报了1位"))


async def test_what_is_no_number_is_asked_again_and_the_form_stays(town: Town) -> None:
    await follow(town, "resident")
    await town.talk("resident", ("报名", "您几位来"), ("可能两三个吧", "我没看出是几位"), ("30个人", "一次最多报10位"))
    await town.talk("resident", ("等我问问", "我没看出是几位"), ("8", "您8位"))
    await town.talk("resident", ("报名", "您现在报了8位"), ("3号楼2单元路灯不亮", "编号 1001"))
    assert await coming(town) == (1, 8)


async def test_a_sign_up_is_changed_and_cancelled(town: Town) -> None:
    await follow(town, "resident")
    await town.talk("resident", ("取消报名", "您没有报名"), ("报名", "您几位来"), ("2个", "您2位"))
    await town.talk(
        "resident", ("报名", "您现在报了2位"), ("三个人", "您3位"), ("恳谈日", "您报了3位"), ("1", "改成几位")
    )
    await town.talk("resident", ("不来了", "报名已取消"))
    assert await coming(town) == (1, 0)
    await town.talk("resident", ("报名", "您几位来"), ("2", "您2位"), ("我去不了了", "报名已取消"))
    await town.talk(
        "resident", ("报名", "您几位来"), ("算了", "什么都没有提交"), ("报名", "您几位来"), ("取消", "没有提交")
    )


async def test_a_topic_is_one_sentence_and_a_doubtful_one_is_asked_about(town: Town) -> None:
    await follow(town, "resident")
    await town.talk("resident", ("提议题", "您想在恳谈日上谈什么"), ("好的", "我没看出"), ("3", "我没看出"))
    await town.talk("resident", ("6号楼后面空地怎么用", "议题 1 号：“6号楼后面空地怎么用”"))
    await town.talk("resident", ("议题：东门口的树要不要修", "议题 2 号：“东门口的树要不要修”"))
    await town.talk("resident", ("想请大家议一议门口早餐车能不能进来", "提到恳谈日上谈吗"), ("1", "议题 3 号"))
    await town.talk("resident", ("想请大家议一议门口早餐车能不能进来", "提到恳谈日上谈吗"), ("2", "什么都没有提交"))
    await town.talk(
        "resident",
        ("想请大家议一议门口早餐车能不能进来", "提到恳谈日上谈吗"),
        ("早餐车晚上停哪里", "议题 4 号：“早餐车"),
    )
    await town.talk("resident", ("议题：停车位太少", "议题 5 号"), ("议题：电梯老是坏", "已经提了5个议题"))


async def test_who_does_not_want_to_be_invited_is_not_and_can_come_all_the_same(town: Town) -> None:
    await follow(town, "resident", "neighbour")
    await town.talk("resident", ("恳谈日", "3 不再邀请我"), ("3", "恳谈日不再邀请您了"), ("恳谈日", "3 再邀请我"))
    await town.talk("neighbour", ("以后别再邀请我了", "不再邀请您了"), ("再邀请我", "照常邀请您"))
    assert await until(town, 3, 9) == []
    assert len(town.pushed("neighbour")) == 1
    await town.talk("resident", ("报名", "您几位来"), ("2", "您2位"))
    (reminded,) = await until(town, 7, 9)
    assert reminded.startswith("提醒您")


async def test_who_left_has_to_follow_again_before_signing_up(town: Town) -> None:
    for said in ("我想参加恳谈会", "算我一个，我要去听恳谈会", "提议题", "议题：停车位太少"):
        assert "要先关注本号" in await after_leaving(town, "resident", said)
    await follow(town, "resident")
    await town.talk("resident", ("报名", "您几位来"))
    assert "下次恳谈日" in await after_leaving(town, "resident", "恳谈日")


async def test_long_minutes_are_read_page_by_page(town: Town) -> None:
    await town.talk("resident", ("看看纪要", "还没有公布过纪要"), ("上个月恳谈会的纪要有吗", "还没有公布过纪要"))
    await town.talk("resident", ("恳谈日", WHEN))
    town.clock.move(datetime(2026, 11, 11, tzinfo=UTC) - town.clock.now())
    text = "".join(f"第{number}件事，大家说了很多，物业答应下个月办好。\n" for number in range(1, 61))
    await town.database.write(meeting.publish_minutes, SECRETARY, 1, text, town.clock.now())
    await town.talk("resident", ("恳谈日", "第1件事"), ("更多", "第40件事"), ("8", "第60件事"), ("纪要", "第1件事"))


async def test_only_committee_and_staff_publish_and_only_what_was_held(town: Town) -> None:
    await town.talk("resident", ("恳谈日", WHEN))
    now = town.clock.now()
    later = datetime(2026, 11, 11, tzinfo=UTC)
    grid_worker = Actor("resident:1", frozenset({(Role.GRID_WORKER, "")}), 1)
    for actor, number, text, at, code in (
        (grid_worker, 1, "纪要", later, "not_allowed"),
        (SECRETARY, 1, "纪要", now, "meeting_not_held"),
        (SECRETARY, 1, " \n", later, "minutes_empty"),
        (SECRETARY, 1, "长" * 20_001, later, "minutes_long"),
        (SECRETARY, 7, "纪要", later, "meeting_not_found"),
    ):
        with pytest.raises(Refusal, match=f"^{code}$"):
            await town.database.write(meeting.publish_minutes, actor, number, text, at)


async def test_a_topic_is_answered_once_by_those_who_may(town: Town) -> None:
    await follow(town, "resident")
    await town.talk("resident", ("议题：停车位太少", "议题 1 号"))
    now = town.clock.now()
    for actor, number, text, code in (
        (Actor("resident:1"), 1, "好", "not_allowed"),
        (SECRETARY, 2, "好", "topic_not_found"),
        (SECRETARY, 1, " ", "topic_answer_empty"),
        (SECRETARY, 1, "长" * 501, "topic_answer_long"),
    ):
        with pytest.raises(Refusal, match=f"^{code}$"):
            await town.database.write(meeting.answer_topic, actor, number, text, now)
    assert (
        await town.database.write(meeting.answer_topic, SECRETARY, 1, "加画十个车位。", now)
    ).answer == "加画十个车位。"
    with pytest.raises(Refusal, match=r"^topic_answered$"):
        await town.database.write(meeting.answer_topic, SECRETARY, 1, "再说一遍", now)
    await town.delivered()
    assert [text.split("\n")[0] for text in town.pushed("resident")] == ["您提的议题 1 号有答复了：加画十个车位。"]
    assert [each.is_open for each in await town.database.read(meeting.topics)] == [False]


async def test_minutes_can_be_put_right_without_telling_again(town: Town) -> None:
    await follow(town, "resident")
    await town.talk("resident", ("报名", "您几位来"), ("1", "您1位"))
    await until(town, 11, 9)
    later = town.clock.now()
    for text in ("纪要有个错子", "纪要改好了"):
        published = await town.database.write(meeting.publish_minutes, SECRETARY, 1, text, later)
        assert published.published_at == later
    await town.delivered()
    assert len(town.pushed("resident")) == 1
    await town.talk("resident", ("纪要", "纪要改好了"))
