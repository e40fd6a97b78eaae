"""Case 诉求 in the chat: one sentence is enough, a form asks only for what is missing."""

from datetime import timedelta

from simulator.platform import Platform
from storage import case as cases
from storage.tx import Tx
from tests.town import CAST, Town, answer_of

RESIDENT = CAST["resident"].openid


def stored(tx: Tx, number: int) -> tuple[str, str | None, str | None, str, str]:
    row = cases.get(tx, number)
    return row.category, row.building, row.unit, row.text, row.state


def happened(tx: Tx, number: int) -> list[str]:
    return [event.kind for event in cases.events_of(tx, number)]


async def test_one_sentence_gives_category_and_place(town: Town) -> None:
    said = "3号楼2单元楼道灯坏了三天没人修"
    await town.talk("resident", (said, "编号 1001：公共照明，3号楼2单元楼道"))
    assert await town.database.read(stored, 1001) == ("公共照明", "3", "2", said, "filed")


async def test_only_the_missing_place_is_asked_for(town: Town) -> None:
    await town.talk("resident", ("楼道灯坏了", "在什么地方"), ("七栋二单元", "编号 1001：公共照明，7号楼2单元楼道"))


async def test_the_guided_form(town: Town) -> None:
    await town.talk(
        "resident",
        ("报修", "回复数字"),
        ("２", "在什么地方"),
        ("9", "编号 1001：排水管网，9号楼"),
        ("跳过", "就这样登记"),
        ("进度", "编号 1001：排水管网，9号楼，已登记，等待受理"),
    )


async def test_eight_and_nine_belong_to_the_list_and_nought_to_the_menu(town: Town) -> None:
    await town.talk(
        "resident", ("投诉", "找人工请回复 人工"), ("9", "在什么地方"), ("返回", "回复数字"), ("8", "在什么地方")
    )
    await town.talk("resident", ("0", "示范社区"), ("8", "已经都给您看完了"), ("9", "记下您要找人工"))


async def test_words_that_work_in_every_step(town: Town) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("返回", "第一步"), ("跳过", "不能跳过"), ("1", "在什么地方"))
    await town.talk(
        "resident", ("返回", "回复数字"), ("1", "在什么地方"), ("取消", "什么都没有提交"), ("进度", "还没有")
    )
    await town.talk(
        "resident", ("投诉", "回复数字"), ("1", "在什么地方"), ("跳过", "编号 1001"), ("取消", "已经登记了")
    )


async def test_a_word_in_between_does_not_lose_the_form(town: Town) -> None:
    await town.talk(
        "resident", ("投诉", "回复数字"), ("4", "在什么地方"), ("帮助", "刚才没填完的还在"), ("5号楼", "电梯，5号楼")
    )


async def test_whoever_does_not_know_the_place_is_not_asked_for_ever(town: Town) -> None:
    await town.talk("resident", ("路灯坏了", "在什么地方"), ("不知道", "地点没说"), ("在7号楼2单元", "7号楼2单元"))
    await town.talk("resident", ("进度", "公共照明，7号楼2单元"))


async def test_a_place_alone_asks_what_is_the_matter_there(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元501", "位置收到了"), ("1", "编号 1001：公共照明，3号楼2单元501"))


async def test_talk_is_not_taken_for_a_place(town: Town) -> None:
    for said in ("你是机器人吗", "好的", "等会儿", "什么意思?"):
        await town.talk("resident", ("路灯坏了", "在什么地方"), (said, "在什么地方"), ("取消", "不办了"))
    await town.talk("resident", ("进度", "还没有登记过"))


async def test_what_is_told_beside_the_place_is_kept(town: Town) -> None:
    await town.talk("resident", ("楼道灯坏了", "在什么地方"), ("7号楼，二楼的灯也不亮", "编号 1001"))
    assert (await town.database.read(stored, 1001))[3] == "楼道灯坏了；7号楼，二楼的灯也不亮"


async def test_words_after_filing_join_the_case(town: Town) -> None:
    await town.talk(
        "resident", ("3号楼2单元路灯不亮", "编号 1001"), ("老人容易摔跤", "补充好了"), ("谢谢", "就这样登记")
    )
    await town.talk("resident", ("5号楼电梯坏了", "编号 1002"), ("账目公开", "没有开通"), ("取消", "已经登记了"))
    assert await town.database.read(happened, 1001) == ["filed", "supplement"]


async def test_coordinates_are_never_read_aloud_and_kept_for_whoever_goes_there(town: Town) -> None:
    for number, label, spoken in ((1001, "", "地图上标的位置"), (1002, "小广场", "小广场")):
        await town.talk("resident", ("路灯坏了", "在什么地方"))
        delivery = await town.platform.send_location(RESIDENT, label, latitude=31.25, longitude=121.5)
        assert f"编号 {number}：公共照明，{spoken}。" in answer_of(delivery)
        await town.talk("resident", (str(number), f"公共照明，{spoken}，"))
        assert "31.250000,121.500000" in (await town.database.read(cases.get, number)).spot


async def test_never_mind_in_a_step_discards_the_draft(town: Town) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("1", "在什么地方"), ("算了不报了", "不办了"), ("进度", "还没有"))


async def test_a_sentence_inside_the_form_is_enough(town: Town) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("5号楼电梯坏了", "编号 1001：电梯，5号楼"))


async def test_a_form_survives_a_restart(town: Town) -> None:
    await town.talk("resident", ("报修", "回复数字"), ("1", "在什么地方"))
    await town.restart()
    await town.talk("resident", ("6-1-302", "编号 1001：公共照明，6号楼1单元302"))


async def test_a_form_expires_kindly(town: Town) -> None:
    await town.talk("resident", ("报修", "回复数字"), ("1", "在什么地方"))
    town.clock.move(timedelta(hours=24, seconds=1))
    await town.talk("resident", ("3号楼2单元路灯不亮", "已经收起来了"), ("进度", "编号 1001"))


async def test_two_misses_in_a_step_offer_a_human_and_keep_the_form(town: Town) -> None:
    await town.talk("resident", ("投诉", "回复数字"), ("77", "没认出来"), ("88", "0000-1234567"), ("1", "在什么地方"))


async def test_pictures_join_the_case_that_is_open(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"))
    assert "编号 1001" in answer_of(await town.platform.send_image(RESIDENT))
    assert await town.database.read(happened, 1001) == ["filed", "photo"]


async def test_a_picture_can_begin_a_case(town: Town) -> None:
    assert "照片收到了" in answer_of(await town.platform.send_image(RESIDENT))
    await town.talk("resident", ("井盖没了", "在什么地方"))
    assert "照片收到了" in answer_of(await town.platform.send_image(RESIDENT))
    await town.talk("resident", ("东门口", "编号 1001"))
    assert await town.database.read(happened, 1001) == ["filed", "photo", "photo"]


async def test_a_recording_without_words_is_a_case_to_be_listened_to(town: Town) -> None:
    answered = answer_of(await town.platform.send_voice(RESIDENT))
    assert "我听不出字" in answered
    assert "编号 1001" in answered
    assert await town.database.read(happened, 1001) == ["filed", "voice"]
    assert "编号 1001" in answer_of(await town.platform.send_voice(RESIDENT))


async def test_a_recording_that_was_read_is_a_sentence(town: Town) -> None:
    answered = answer_of(await town.platform.send_voice(RESIDENT, "三号楼二单元楼道灯坏了"))
    assert "编号 1001：公共照明，3号楼2单元楼道" in answered


async def test_a_place_on_the_map_answers_where(town: Town) -> None:
    await town.talk("resident", ("楼道灯坏了", "在什么地方"))
    assert "晴川花园3号楼" in answer_of(await town.platform.send_location(RESIDENT, "晴川花园3号楼"))


async def test_more_about_a_case_joins_it(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"), ("补充", "要补充什么"), ("一共三盏", "补充好了"))
    await town.talk("resident", ("再补充一下，四楼的也不亮", "记在编号 1001"))
    assert await town.database.read(happened, 1001) == ["filed", "supplement", "supplement"]


async def test_a_case_is_withdrawn_after_being_asked_twice(town: Town) -> None:
    await town.talk(
        "resident", ("3号楼2单元路灯不亮", "编号 1001"), ("撤回", "要撤回编号 1001"), ("1", "有人要求您撤回吗")
    )
    await town.talk("resident", ("跳过", "编号 1001 撤回了"), ("进度", "已撤回"), ("撤回", "不用撤回"))


async def test_the_case_whose_number_is_said_is_withdrawn(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"), ("5号楼电梯坏了", "编号 1002"))
    town.clock.move(timedelta(days=5))
    await town.talk("resident", ("撤回1001", "要撤回编号 1001"), ("撤回吧", "有人要求您撤回吗"))
    await town.talk("resident", ("没有，是我自己不要了", "编号 1001 撤回了"), ("1002", "已登记"))


async def test_a_withdrawal_can_be_thought_better_of(town: Town) -> None:
    await town.talk(
        "resident", ("3号楼2单元路灯不亮", "编号 1001"), ("撤回", "要撤回"), ("不了", "接着办"), ("进度", "已登记")
    )


async def test_nobody_sees_or_withdraws_a_neighbours_case(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"))
    await town.talk(
        "neighbour", ("1001", "不是您提交的"), ("进度", "还没有登记过"), ("撤回", "不用撤回"), ("1002", "没有找到")
    )


async def test_two_wishes_and_a_courtesy_are_answered_as_one(town: Town) -> None:
    answered = await town.say("resident", "谢谢，3号楼路灯坏了，物业费怎么交")
    assert "编号 1001：公共照明，3号楼" in answered
    assert "物业费 = 单价" in answered


async def test_a_refusal_to_one_wish_does_not_swallow_the_other(town: Town) -> None:
    await town.talk("neighbour", ("3号楼2单元路灯不亮", "编号 1001"))
    answered = await town.say("resident", "5号楼垃圾没人收。我上次报的1001处理了没有")
    assert "编号 1002" in answered
    assert "不是您提交的" in answered


async def test_several_cases_are_listed_and_opened_by_number(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"), ("5号楼电梯坏了", "编号 1002"))
    await town.talk(
        "resident", ("进度", "1002 电梯 5号楼"), ("1001", "编号 1001：公共照明"), ("1001的进度", "编号 1001")
    )


async def test_a_retry_files_nothing_twice(town: Town) -> None:
    """The same bytes again get the stored reply, after a restart too."""
    platform: Platform = town.platform
    first = await platform.say(RESIDENT, "3号楼2单元路灯不亮")
    for _ in range(2):
        again = await platform.postman.deliver(
            platform._http(), platform.callback_url, (first.query, first.body), lambda status, body: first.verdict
        )
        assert again.attempts[0].status == 200
        await town.restart()
    await town.talk("resident", ("进度", "编号 1001"), ("1002的进度", "没有找到"))


async def test_somebody_without_a_home_can_complain(town: Town) -> None:
    await town.platform.follow(CAST["stranger"].openid)
    await town.talk("stranger", ("东门口井盖没了", "编号 1001：道路设施，东门口"))
