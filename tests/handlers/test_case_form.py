"""Case 诉求, the form: nothing that was not told is filed, and nothing that was told is lost."""

import pytest

from simulator.platform import Platform
from storage import case as cases
from storage.tx import Tx
from tests.town import CAST, Town, answer_of

RESIDENT = CAST["resident"].openid


def stored(tx: Tx, number: int) -> tuple[str, str, str | None, str]:
    """What, in which words, and where."""
    row = cases.get(tx, number)
    return row.category, row.text, row.building, row.spot


def how_many(tx: Tx) -> int:
    return cases.count(tx)


async def test_a_bare_place_is_kept_and_the_matter_asked_again(town: Town) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("7号楼", "位置收到了"), ("1", "编号 1001：公共照明，7号楼"))
    await town.talk("neighbour", ("投诉", "回复数字"), ("小花园那个亭子", "位置收到了"), ("取消", "不办了"))


@pytest.mark.parametrize("said", ["不知道", "我不知道该选哪个", "啊啊啊", "我先看看", "选哪个啊", "哪一项都行"])
async def test_what_tells_no_matter_is_not_filed(town: Town, said: str) -> None:
    await town.talk("resident", ("投诉", "回复数字"), (said, "没认出来"), (said, "回复 人工 找工作人员"))
    assert await town.database.read(how_many) == 0


async def test_an_unknown_matter_in_words_is_taken(town: Town) -> None:
    await town.talk(
        "resident", ("投诉", "回复数字"), ("屋里头那个东西老转个不停", "在什么地方"), ("7号楼", "其他，7号楼")
    )


async def test_a_complaint_where_the_place_was_asked_replaces_the_digit(town: Town) -> None:
    said = "7号楼2单元501水管爆了"
    await town.talk(
        "resident", ("投诉", "回复数字"), ("1", "在什么地方"), (said, "编号 1001：水电气暖，7号楼2单元501室")
    )
    assert await town.database.read(stored, 1001) == ("水电气暖", said, "7", "")


async def test_another_complaint_where_the_place_was_asked_is_a_second_case(town: Town) -> None:
    await town.talk("resident", ("楼道灯坏了", "在什么地方"), ("7号楼，电梯也坏了", "编号 1002：电梯，7号楼"))
    assert await town.database.read(stored, 1001) == ("公共照明", "楼道灯坏了", "7", "楼道")
    assert await town.database.read(stored, 1002) == ("电梯", "7号楼，电梯也坏了", "7", "楼道")


async def test_two_that_wait_for_one_place(town: Town) -> None:
    await town.talk("resident", ("路灯坏了", "在什么地方"), ("垃圾也没人收", "环境卫生也记下了"), ("东门口", "分开办"))
    assert await town.database.read(stored, 1002) == ("环境卫生", "垃圾也没人收", None, "东门口")


@pytest.mark.parametrize("said", ["不对，是电梯坏了", "说错了，是电梯坏了", "不是，电梯坏了"])
async def test_a_correction_corrects_the_matter(town: Town, said: str) -> None:
    await town.talk(
        "resident", ("楼道灯坏了", "在什么地方"), (said, "在什么地方"), ("7号楼", "编号 1001：电梯，7号楼。")
    )
    assert await town.database.read(how_many) == 1


@pytest.mark.parametrize("said", ["啊啊啊", "我先看看", "你们自己看", "哎"])
async def test_talk_is_no_place(town: Town, said: str) -> None:
    await town.talk("resident", ("楼道灯坏了", "在什么地方"), (said, "回复 跳过"), (said, "回复 人工 找工作人员"))
    await town.talk("resident", ("跳过", "编号 1001"))


@pytest.mark.parametrize(
    ("said", "place"),
    [
        *((said, said) for said in ("车棚边上", "东门口", "菜场对面", "小花园那个亭子", "菜鸟驿站", "王大爷家门口")),
        *((said, said) for said in ("小桥那边", "幼儿园后面的小路", "老槐树底下")),
        ("我家楼下", "楼下"),
        ("就在卖菜的地方", "卖菜的地方"),
    ],
)
async def test_old_peoples_places_are_places(town: Town, said: str, place: str) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("9", "在什么地方"), (said, f"编号 1001：其他，{place}。"))


async def test_a_floor_alone_is_no_place_to_go_to(town: Town) -> None:
    await town.talk("resident", ("七楼的灯坏了", "在什么地方"), ("7号楼", "7号楼七楼"))


async def test_the_first_sentence_after_a_recording_says_what_it_is(town: Town) -> None:
    platform: Platform = town.platform
    assert "编号 1001" in answer_of(await platform.send_voice(RESIDENT))
    await town.talk("resident", ("路灯坏了，在东门口", "编号 1001：公共照明，东门口"), ("进度", "编号 1001：公共照明"))
    assert await town.database.read(stored, 1001) == ("公共照明", "路灯坏了，在东门口", None, "东门口")
    await town.talk("resident", ("7号楼电梯坏了", "编号 1002：电梯"))


async def test_a_recording_is_told_in_pieces_and_later(town: Town) -> None:
    await town.platform.send_voice(RESIDENT)
    await town.talk(
        "resident", ("东门口", "是什么事"), ("0", "1 投诉报修"), ("路灯坏了", "编号 1001：公共照明，东门口")
    )
    await town.platform.send_voice(CAST["neighbour"].openid)
    await town.talk("neighbour", ("电梯坏了", "在什么地方"), ("老槐树底下", "编号 1002（电梯）：老槐树底下"))
    assert await town.database.read(how_many) == 2


async def test_two_complaints_in_one_message_are_two_cases(town: Town) -> None:
    answered = await town.say("resident", "7号楼电梯坏了，另外8号楼垃圾没人收")
    assert "编号 1001：电梯，7号楼，" in answered
    assert "编号 1002：环境卫生，8号楼，" in answered
    assert await town.database.read(stored, 1002) == ("环境卫生", "8号楼垃圾没人收", "8", "")


async def test_a_place_of_its_own_clause_is_for_both(town: Town) -> None:
    answered = await town.say("resident", "路灯不亮，还有电梯也坏了，在7号楼")
    assert "编号 1001：公共照明，7号楼，" in answered
    assert "编号 1002：电梯，7号楼，" in answered


async def test_what_lacks_a_place_is_asked_for_and_the_other_filed(town: Town) -> None:
    answered = await town.say("resident", "7号楼电梯坏了，另外垃圾没人收")
    assert "编号 1001：电梯，7号楼" in answered
    assert "还有环境卫生这一件" in answered
    await town.talk("resident", ("东门口", "编号 1002：环境卫生，东门口"))


async def test_two_without_a_place_share_the_one_that_is_told(town: Town) -> None:
    await town.talk("resident", ("路灯不亮，还有电梯也坏了", "在什么地方"), ("7号楼", "编号 1002：电梯，7号楼"))


async def test_more_than_two_are_not_filed_at_once(town: Town) -> None:
    said = "7号楼电梯坏了，另外8号楼垃圾没人收，还有9号楼下水道堵了"
    await town.talk("resident", (said, "一次先记两件"), ("进度", "1002"))
    assert await town.database.read(how_many) == 2


@pytest.mark.parametrize(
    "said", ["7号楼电梯坏了，物业不管", "7号楼楼道灯坏了，晚上老人摔跤，没人管", "7号楼垃圾没人收，还有味道很臭"]
)
async def test_one_matter_told_at_length_is_one_case(town: Town, said: str) -> None:
    await town.talk("resident", (said, "编号 1001"))
    assert await town.database.read(how_many) == 1


async def test_a_room_a_floor_and_a_unit_add_to_the_case_just_filed(town: Town) -> None:
    await town.talk("resident", ("7号楼楼道灯坏了", "编号 1001：公共照明，7号楼楼道"), ("2单元", "7号楼2单元楼道"))
    await town.talk("resident", ("五楼", "7号楼2单元五楼楼道"), ("501", "7号楼2单元501室五楼楼道"))
    await town.talk("resident", ("东门", "7号楼2单元501室五楼楼道 东门"), ("1001", "已登记"))


async def test_what_contradicts_the_place_stands_beside_it(town: Town) -> None:
    await town.talk("resident", ("7号楼电梯坏了", "编号 1001"), ("8号楼", "编号 1001（电梯）：7号楼8号楼。"))


async def test_a_menu_line_stays_one_after_filing(town: Town) -> None:
    await town.talk("resident", ("7号楼电梯坏了", "编号 1001"), ("2", "编号 1001：电梯"), ("77", "没听明白"))


# --- which estate, which building ---------------------------------------------------------------------------------


async def test_a_building_that_two_estates_have_is_filed_and_asked_about(town: Town) -> None:
    answered = await town.say("resident", "3号楼2单元楼道灯坏了三天没人修")
    assert "编号 1001：公共照明，3号楼2单元楼道" in answered
    assert "1 晴川花园\n2 槐安里" in answered
    await town.talk("resident", ("2", "编号 1001（公共照明）：槐安里3号楼2单元楼道"), ("谢谢", "就这样登记"))


@pytest.mark.parametrize("said", ["槐安里", "是槐安里的", "槐安小区3号楼"])
async def test_the_estate_is_told_by_name(town: Town, said: str) -> None:
    await town.talk("resident", ("3号楼电梯坏了", "哪个小区"), (said, "编号 1001（电梯）：槐安里3号楼。"))


@pytest.mark.parametrize("said", ["跳过", "不知道", "没有了"])
async def test_without_an_answer_the_case_stands(town: Town, said: str) -> None:
    await town.talk("resident", ("3号楼电梯坏了", "哪个小区"), (said, "就这样登记"), ("进度", "编号 1001：电梯，3号楼"))


async def test_what_else_is_said_to_the_question_is_an_addition(town: Town) -> None:
    await town.talk("resident", ("3号楼电梯坏了", "哪个小区"), ("501", "3号楼501室"), ("老人急得很", "补充好了"))
    await town.talk("resident", ("1", "晴川花园3号楼501室"), ("1", "回复数字"))


async def test_two_cases_of_one_building_are_asked_about_once(town: Town) -> None:
    answered = await town.say("resident", "路灯不亮，还有电梯也坏了，在3号楼")
    assert answered.count("哪个小区") == 1
    answered = await town.say("resident", "1")
    assert "编号 1001（公共照明）：晴川花园3号楼" in answered
    assert "编号 1002（电梯）：晴川花园3号楼" in answered


@pytest.mark.parametrize("said", ["7号楼电梯坏了", "槐安里3号楼电梯坏了", "东门口路灯坏了", "A座电梯坏了"])
async def test_nobody_is_asked_what_is_clear(town: Town, said: str) -> None:
    answered = await town.say("resident", said)
    assert "编号 1001" in answered
    assert "哪个小区" not in answered


async def test_a_building_in_no_list_is_asked_about_once_and_then_believed(town: Town) -> None:
    await town.talk("resident", ("99号楼电梯坏了", "没有找到 99号楼"), ("7号楼", "编号 1001：电梯，7号楼"))
    await town.talk("neighbour", ("99号楼电梯坏了", "没有找到 99号楼"), ("99号楼", "编号 1002：电梯，99号楼"))
    await town.talk(
        "resident", ("槐安里8号楼路灯坏了", "没有找到 槐安里8号楼"), ("跳过", "编号 1003：公共照明，槐安里8号楼")
    )
    await town.talk(
        "resident", ("投诉", "回复数字"), ("4", "在什么地方"), ("88号楼", "没有找到 88号楼"), ("是的", "88号楼")
    )


async def test_danger_asks_for_no_estate(town: Town) -> None:
    answered = await town.say("resident", "3号楼着火了")
    assert "119" in answered
    assert "哪个小区" not in answered
