"""Opinions 意见建议: a resident says one in the chat, staff answer it in the console, the resident is told."""

from tests.town import Town
from tests.web.console.desk import desk


async def test_a_resident_suggests_and_is_answered(town: Town) -> None:
    await town.talk("resident", ("建议在东门装个充电桩", "意见 1 号"))
    async with desk(town) as staff:
        assert (await staff.sign_in("committee")).path == "/console/opinions"
        page = await staff.open("/console/opinions?state=new")
        assert "建议在东门装个充电桩" in page.text
        answered = await staff.send("/console/opinions/1", "answer", words="下个月装四个。")
        assert "答复好了" in answered.text
