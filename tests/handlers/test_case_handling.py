"""Case 诉求, its whole way in the chat: a complaint reaches a grid worker, and the resident learns the answer."""

from storage import case as cases
from storage.post import Role
from storage.tx import Tx
from tests.town import CAST, Town

SAID = "晴川3号楼2单元楼道灯坏了"


def state(tx: Tx, number: int) -> tuple[str, int]:
    return cases.get(tx, number).state, len(cases.events_of(tx, number))


async def open_for_work(town: Town) -> None:
    """Two grid workers, of two estates, who have just written."""
    await town.appoint("worker", Role.GRID_WORKER, "晴川花园")
    await town.appoint("colleague", Role.GRID_WORKER, "槐安里")
    for who in ("worker", "colleague"):
        await town.talk(who, ("待办", "现在没有待办"))


async def test_a_complaint_reaches_a_grid_worker_and_the_resident_learns_the_answer(town: Town) -> None:
    await open_for_work(town)
    await town.talk("resident", (SAID, "编号 1001：公共照明，晴川花园3号楼2单元楼道"))
    await town.delivered()
    (pushed,) = town.pushed("worker")
    assert pushed.startswith("新诉求 编号 1001：公共照明，晴川花园3号楼2单元楼道。")
    assert town.pushed("colleague") == []

    await town.talk("worker", ("待办", "1001 公共照明 晴川花园3号楼2单元楼道 已登记，等待受理 11月9日(周一)前"))
    await town.talk("worker", ("1001", f"原话：{SAID}"), ("受理1001", "编号 1001 归您了"))
    await town.restart()
    await town.talk("resident", ("进度", "已受理，正在办"))
    done = await town.platform.say(CAST["worker"].openid, "办结 1001：换了灯泡，亮了。")
    await town.restart()
    assert "编号 1001 办结了" in await town.again("worker", done)
    await town.delivered()
    taken, closed = town.pushed("resident")
    assert "编号 1001（公共照明）已受理" in taken
    assert "答复：换了灯泡，亮了。" in closed
    await town.talk("resident", ("进度", "答复：换了灯泡，亮了。"), ("撤回", "不用撤回"))
    await town.talk("worker", ("待办", "现在没有待办"), ("进度 1001", "办结：换了灯泡，亮了。"))
    assert await town.database.read(state, 1001) == ("closed", 3)


async def test_who_holds_no_post_is_refused_with_the_reason(town: Town) -> None:
    await open_for_work(town)
    await town.talk("resident", (SAID, "编号 1001"))
    await town.platform.follow(CAST["stranger"].openid)
    for who in ("resident", "neighbour", "stranger"):
        for said in ("待办", "受理 1001", "办结 1001 修好了", "办结 1001", "转办 1001 不归我管", "接警 1"):
            await town.talk(who, (said, "有权限的工作人员"))
    await town.talk("neighbour", ("受理", "有权限的工作人员"), ("接警", "有权限的工作人员"))
    for said in ("受理 1001", "办结 1001 修好了", "转办 1001 不归我管", "1001"):
        await town.talk("colleague", (said, "属于晴川花园，不在您负责的范围"))
    await town.talk("colleague", ("待办", "现在没有待办"))
    assert await town.database.read(state, 1001) == ("filed", 1)


async def test_who_comes_second_hears_so(town: Town) -> None:
    await open_for_work(town)
    await town.appoint("colleague", Role.GRID_WORKER, "晴川花园")
    await town.talk("resident", (SAID, "编号 1001"))
    await town.talk("worker", ("受理 1001", "归您了"), ("受理 1001", "您已经受理了"))
    await town.talk("colleague", ("受理 1001", "编号 1001 已由别人受理"), ("办结 1001 好了", "已由别人受理"))
    await town.talk("worker", ("办结1001换好了", "办结了"), ("办结 1001 再说一次", "编号 1001 已经办结或撤回"))
    await town.talk("worker", ("受理 1009", "没有编号 1009"), ("受理", "请带上编号"))


async def test_the_words_that_were_left_out_are_asked_for(town: Town) -> None:
    await open_for_work(town)
    await town.talk("resident", (SAID, "编号 1001"), ("晴川5号楼电梯坏了", "编号 1002"))
    await town.talk("worker", ("办结 1001", "怎么办好的"), ("好的", "怎么办好的"), ("取消", "不办了"))
    await town.talk("worker", ("办结 1001", "怎么办好的"))
    await town.restart()
    await town.talk("worker", ("坏的灯取消了，装了新的", "编号 1001 办结了"))
    await town.talk("worker", ("转办 1002", "为什么要转"), ("要请电梯公司", "编号 1002 转出去了"))
    await town.talk("worker", ("1002", "转办：要请电梯公司"))
    await town.talk("resident", ("1001", "答复：坏的灯取消了，装了新的"), ("1002", "已登记，等待受理"))
    await town.delivered()
    assert "转给别的人办了" in town.pushed("resident")[-1]
    assert "电梯公司" not in town.pushed("resident")[-1]


async def test_a_withdrawal_spares_the_grid_worker_the_way(town: Town) -> None:
    await open_for_work(town)
    await town.talk("resident", (SAID, "编号 1001"))
    await town.talk("worker", ("受理 1001", "归您了"))
    await town.talk("resident", ("撤回", "要撤回"), ("1", "有人要求您撤回吗"), ("1", "撤回了"))
    await town.delivered()
    assert "居民撤回了" in town.pushed("worker")[-1]
    await town.talk("worker", ("1001", "居民撤回了，不用再办"), ("办结 1001 好了", "已经办结或撤回"))


async def test_a_long_list_goes_on_page_by_page(town: Town) -> None:
    await open_for_work(town)
    for _ in range(25):
        await town.say("resident", SAID)
    first = await town.say("worker", "待办")
    assert first.startswith("待办 25 件")
    assert "回复 更多" in first
    assert "1025 公共照明" in await town.say("worker", "更多")


async def test_the_reporter_never_shows(town: Town) -> None:
    await open_for_work(town)
    await town.talk("resident", (SAID, "编号 1001"), ("要补充一下，灯座是黑的", "补充好了"))
    for said in ("待办", "1001", "受理 1001", "办结 1001 好了"):
        answered = await town.say("worker", said)
        assert CAST["resident"].openid not in answered
        assert "resident" not in answered


async def test_a_danger_is_taken_by_somebody_and_whoever_told_it_hears_so(town: Town) -> None:
    await open_for_work(town)
    await town.talk("resident", ("3号楼着火了", "119"), ("三楼，有老人", "记下了"))
    await town.delivered()
    assert town.pushed("resident") == []
    await town.talk("worker", ("接警", "请带上编号"), ("接警 9", "没有紧急求助 9"))
    taken = await town.platform.say(CAST["worker"].openid, "接警 1")
    assert "着火" in taken.verdict.text
    assert "三楼,有老人" in taken.verdict.text or "三楼，有老人" in taken.verdict.text
    assert await town.again("worker", taken) == taken.verdict.text
    await town.talk("colleague", ("接警1", "已经有人接警了"))
    await town.delivered()
    (pushed,) = town.pushed("resident")
    assert "值班人员看到您的求助，接手了" in pushed
    assert "119" in pushed
