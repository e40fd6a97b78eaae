"""Small talk 寒暄: who is talking here, and a nought that was drawn."""

import pytest

from tests.town import Town

WHO = "示范社区的自动回复"


@pytest.mark.parametrize("said", ["你是谁", "你是谁？", "你们是哪里的", "你是机器人吗", "你叫什么名字", "您哪位啊"])
async def test_who_is_talking_is_told(town: Town, said: str) -> None:
    await town.talk("resident", (said, WHO))


async def test_who_is_talking_is_no_supplement(town: Town) -> None:
    await town.talk("resident", ("7号楼2单元路灯不亮", "编号 1001"), ("你是谁", WHO), ("老人容易摔跤", "补充好了"))


@pytest.mark.parametrize("said", ["○", "〇", "零", "◯", "０"])
async def test_a_nought_in_any_writing_is_the_menu(town: Town, said: str) -> None:
    await town.talk("resident", (said, "1 投诉报修"))
