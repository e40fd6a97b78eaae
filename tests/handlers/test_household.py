"""绑定 and 解绑 in the chat: with a code from the community and in no other way; who is told, what is asked."""

from datetime import timedelta

from sqlalchemy import select

from civic import code
from civic.rights import OPERATOR
from simulator.delivery import Delivery
from storage import household
from storage.base import core
from storage.household import Relation
from storage.outbox import Outbox
from storage.post import Role
from storage.tx import Tx
from tests.homes import LONE, OURS, fill_homes, home_code
from tests.town import CAST, Town, answer_of

WRONG = "AAAA-2222"


async def coded(town: Town) -> str:
    """The letter to 7-2-501 has come."""
    await town.database.write(fill_homes, town.clock.now())
    return await town.database.write(home_code, town.clock.now())


def told(tx: Tx) -> list[tuple[int, str, dict[str, str]]]:
    outbox = core(Outbox)
    found = tx.execute(select(outbox.c.recipient_id, outbox.c.template, outbox.c.facts).order_by(outbox.c.id))
    return [(row.recipient_id, row.template, row.facts) for row in found]


async def test_the_journey_from_the_letter_to_the_account(town: Town) -> None:
    """A restart in the middle, a delivery that comes again, and a stranger who tries the same code."""
    letter = await coded(town)
    await town.talk("resident", ("物业费", "回复 绑定"), ("绑定", "8位绑定码"))
    await town.restart()
    first = await town.platform.say(CAST["resident"].openid, letter.lower().replace("-", " "))
    assert "绑定好了：晴川花园7号楼2单元501室，您是业主" in answer_of(first)
    await town.restart()
    assert await again(town, first) == answer_of(first)
    await town.platform.follow(CAST["stranger"].openid)
    await town.talk("stranger", ("绑定", "8位绑定码"), (letter, "已经用过了"), ("物业费", "还没绑定房屋"))
    await town.talk("resident", ("物业费", "晴川花园7号楼2单元501室"), (letter, "不用再绑"))


async def again(town: Town, first: Delivery) -> str:
    """The answer to the same bytes, posted once more."""
    postman = town.platform.postman
    repeated = await postman.deliver(
        town.platform._http(), town.platform.callback_url, (first.query, first.body), lambda status, body: first.verdict
    )
    assert repeated.attempts[0].status == 200
    return answer_of(repeated)


async def test_a_code_is_read_however_it_is_written(town: Town) -> None:
    letter = await coded(town)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in letter)
    await town.talk(
        "resident", (f"绑定 {wide.lower()}", "绑定好了"), ("绑定", "8位绑定码"), ("我的码是" + letter, "不用再绑")
    )


async def test_a_code_alone_is_enough_and_leaves_another_form_open(town: Town) -> None:
    letter = await coded(town)
    await town.talk("resident", ("3号楼2单元路灯不亮", "编号 1001"), ("报修", "回复数字"), (letter, "绑定好了"))
    await town.talk("resident", ("1", "在什么地方"))


async def test_without_a_code_one_is_told_where_to_get_it(town: Town) -> None:
    for said in ("没有", "跳过", "没收到信", "怎么领"):
        await town.talk("resident", ("绑定", "8位绑定码"), (said, "0000-1234567"))
    await town.talk("resident", ("绑定", "8位绑定码"), ("7号楼", "8位字母和数字"), ("取消", "不办了"))
    await town.talk("resident", ("绑定", "8位绑定码"), ("3号楼2单元路灯不亮", "编号 1001"))


async def test_nobody_proves_a_home_by_name_and_phone(town: Town) -> None:
    await coded(town)
    await town.talk("resident", ("绑定", "8位绑定码"), ("王某 00000000001 7号楼2单元501", "8位字母和数字"))
    await town.talk("resident", ("物业费", "还没绑定房屋"))


async def test_guessing_is_over_after_five_wrong_codes_until_tomorrow(town: Town) -> None:
    letter = await coded(town)
    for left in (4, 3, 2, 1):
        await town.talk("resident", (WRONG, f"今天还能试{left}次"))
    await town.talk("resident", (WRONG, "请明天再发"), (letter, "请明天再发"))
    await town.talk("neighbour", (WRONG, "今天还能试4次"))
    town.clock.move(timedelta(hours=11, minutes=59))
    await town.talk("resident", (letter, "请明天再发"))
    town.clock.move(timedelta(minutes=1))
    await town.talk("resident", (letter, "绑定好了"))


async def test_a_letter_is_too_old_after_thirty_days(town: Town) -> None:
    letter = await coded(town)
    town.clock.move(timedelta(days=30))
    await town.talk("resident", (letter, "过期了"))


async def test_the_others_of_a_home_are_told_without_name_and_room(town: Town) -> None:
    letter = await coded(town)
    second = await town.database.write(home_code, town.clock.now(), OURS, Relation.FAMILY)
    await town.talk("resident", (letter, "您是业主"))
    assert await town.database.read(told) == []
    await town.talk("neighbour", (second, "您是家人"))
    ((recipient, template, facts),) = await town.database.read(told)
    (home,) = await town.database.read(household.homes_of, recipient)
    assert (home.relation, template, facts) == ("owner", "household.joined", {"building": "晴川花园7号楼"})


async def test_whoever_moves_out_is_asked_once_and_sees_nothing_more(town: Town) -> None:
    letter = await coded(town)
    await town.talk("resident", ("解绑", "没有绑定房屋"), (letter, "绑定好了"))
    await town.talk("resident", ("解绑", "要解绑晴川花园7号楼2单元501室吗"), ("不解了", "还绑定着"))
    await town.talk("resident", ("房子卖了，不绑了", "要解绑"), ("1", "解绑了"), ("物业费", "还没绑定房屋"))
    await town.talk("resident", (letter, "已经用过了"))


async def test_of_two_homes_the_one_that_is_meant_is_left(town: Town) -> None:
    letter = await coded(town)
    other = await town.database.write(home_code, town.clock.now(), LONE, Relation.TENANT)
    await town.talk("resident", (letter, "绑定好了"), (other, "临溪苑A座1203室，您是租户"))
    await town.talk(
        "resident", ("解绑", "2 临溪苑A座1203室"), ("3", "要解绑哪一户"), ("2", "要解绑临溪苑"), ("是", "解绑了")
    )
    await town.talk("resident", ("解绑", "要解绑晴川花园"))


async def test_a_code_can_give_a_post_and_says_what_it_is_for(town: Town) -> None:
    now = town.clock.now()
    slip = await town.database.write(code.make_post_code, OPERATOR, Role.GRID_WORKER, "晴川花园", now)
    await town.talk("resident", (slip, "您现在是晴川花园的网格员"), (slip, "不用再绑"))
    await town.talk("neighbour", (f"绑定 {slip}", "已经用过了"))
    everywhere = await town.database.write(code.make_post_code, OPERATOR, Role.COMMITTEE, "", now)
    await town.talk("neighbour", (everywhere, "整个社区的社区两委"))
