"""The 恳谈日 in the console: who comes, what they ask, the answers, and the minutes that reach those concerned."""

from datetime import UTC, datetime

from tests.town import Town
from tests.web.console.desk import desk


async def test_a_session_from_its_topics_to_its_minutes(town: Town) -> None:
    async with desk(town) as staff:
        await staff.sign_in("committee")
        assert "还没有排过恳谈日" in (await staff.open("/console/meetings")).text
        await town.talk("resident", ("算我一个，我要去听恳谈会", "您1位"), ("议题：东门口的树要不要修", "议题 1 号"))
        assert "社区会议室，报名 1 人" in (await staff.open("/console/meetings")).text
        page = await staff.open("/console/meetings/1")
        assert "东门口的树要不要修" in page.text
        assert "开过以后在这里写纪要" in page.text
        assert "答复好了" in (await staff.send("/console/topics/1", "answer", words="春天修。")).text
        town.clock.move(datetime(2026, 11, 11, 2, 0, tzinfo=UTC) - town.clock.now())
        await town.say("resident", "0")
        await staff.sign_in("committee")
        empty = await staff.send("/console/meetings/1", "minutes", words=" ")
        assert (empty.status, "还没有写纪要" in empty.text) == (422, True)
        assert "纪要公布好了" in (await staff.send("/console/meetings/1", "minutes", words="树春天修。")).text
        assert 'rows="12"' in (await staff.open("/console/meetings/1")).html
    await town.delivered()
    answered, told = town.pushed("resident")[-2:]
    assert "答复了：春天修。" in answered
    assert "11月10日(周二)恳谈日的纪要公布了" in told
    await town.talk("resident", ("恳谈日", "树春天修。"))


async def test_an_auditor_reads_and_nobody_guesses_numbers(town: Town) -> None:
    await town.talk("resident", ("议题：东门口的树要不要修", "议题 1 号"))
    async with desk(town) as staff:
        town.clock.move(datetime(2026, 11, 11, 2, 0, tzinfo=UTC) - town.clock.now())
        await staff.sign_in("auditor")
        assert "只能查看，不能公布纪要" in (await staff.open("/console/meetings/1")).text
        assert "只能查看，不能答复" in (await staff.open("/console/topics/1")).text
        for path in ("/console/meetings/7", "/console/topics/7"):
            assert (await staff.open(path)).status == 404
