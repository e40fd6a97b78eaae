"""Case 诉求, the rules: who may see to it, who may look at it, and in which order it is listed."""

from datetime import timedelta
from typing import Any

import pytest

from civic import case
from civic.case import Report
from civic.errors import Refusal
from storage import case as cases
from storage.database import Database
from storage.tx import Tx
from tests.civic.acts import ACTS, HANDLERS, refusal
from tests.civic.conftest import HERE, THERE, People, a_case, bind, in_building_3
from tests.town import NOON

WHO_MAY = {"take": HANDLERS, "close": HANDLERS, "pass_on": HANDLERS, "see": HANDLERS | {"committee", "auditor"}}
OF_ANOTHER_ESTATE = {
    "take": {"worker there"},
    "close": {"worker there"},
    "pass_on": {"worker there"},
    "see": {"worker there", "committee there"},
}
EVERYBODY = (
    *("reporter", "neighbour", "tenant", "stranger", "representative"),
    *("worker", "colleague", "worker there", "worker everywhere"),
    *("committee", "committee there", "staff", "console staff", "auditor"),
)


async def test_who_may_do_what_with_a_case(database: Database, people: People) -> None:
    def outcome(tx: Tx, who: str, act: str) -> str:
        number = a_case(tx, people.numbers["reporter"]).number
        return refusal(ACTS[act], tx, people, who, number)

    def expected(who: str, act: str) -> str:
        if who in WHO_MAY[act]:
            return ""
        return "not_your_estate" if who in OF_ANOTHER_ESTATE[act] else "not_allowed"

    await database.write(bind, people.numbers["tenant"], HERE)
    grid = [(who, act) for who in EVERYBODY for act in ACTS]
    found = {(who, act): await database.write(outcome, who, act) for who, act in grid}
    assert found == {(who, act): expected(who, act) for who, act in grid}


async def test_a_case_without_an_estate_is_within_everybodys_reach(database: Database, people: People) -> None:
    number = (await database.write(a_case, people.numbers["reporter"], None)).number
    taken = await database.write(case.take, people.actor("worker there"), number, NOON)
    assert taken.taken_by == people.actor("worker there").name


async def test_whoever_may_not_is_not_told_whether_there_is_such_a_number(database: Database, people: People) -> None:
    for who, code in (("neighbour", "not_allowed"), ("worker", "no_such_case")):
        with pytest.raises(Refusal, match=f"^{code}$"):
            await database.write(case.take, people.actor(who), 1001, NOON)


async def test_the_view_of_a_case_does_not_say_whose_it_is(database: Database, people: People) -> None:
    def look(tx: Tx) -> str:
        number = a_case(tx, people.numbers["reporter"]).number
        return repr(case.staff_view(tx, people.actor("worker"), number, NOON))

    assert f"resident:{people.numbers['reporter']}'" not in await database.write(look)


async def test_todo_holds_what_is_near_and_open_due_soonest_first(database: Database, people: People) -> None:
    def some(tx: Tx) -> tuple[list[int], list[bool | None]]:
        reporter = people.numbers["reporter"]
        for estate, days in ((HERE, 9), (THERE, 1), (None, 5), (HERE, -1), (HERE, 2)):
            report = Report("公共照明", "灯不亮", in_building_3(estate) if estate else None)
            case.file(tx, reporter, report, timedelta(days=days), NOON)
        case.close(tx, people.actor("staff"), 1005, "好了", NOON)
        waiting = case.todo(tx, people.actor("worker"), NOON)
        assert waiting.total == len(waiting.views)
        assert case.todo(tx, people.actor("staff"), NOON).total == 4
        return [view.number for view in waiting.views], [view.is_late for view in waiting.views]

    assert await database.write(some) == ([1004, 1003, 1001], [True, False, False])


async def test_the_consoles_list_is_narrowed(database: Database, people: People) -> None:
    def some(tx: Tx) -> None:
        reporter = people.numbers["reporter"]
        for estate, text in ((HERE, "路灯不亮"), (THERE, "100%的灯不亮"), (None, "井盖没了")):
            a_case(tx, reporter, estate, text)
        case.close(tx, people.actor("staff"), 1001, "好了", NOON)

    await database.write(some)

    async def numbers(**narrowed: Any) -> list[int]:
        found = await database.read(case.listing, **{"limit": 10, "offset": 0} | narrowed)
        return [view.number for view in found]

    assert await numbers() == [1002, 1003, 1001]
    assert await numbers(limit=1, offset=1) == [1003]
    assert await numbers(state=cases.CaseState.CLOSED) == [1001]
    assert await numbers(estate=THERE) == [1002, 1003]
    assert await numbers(text="灯不") == [1002, 1001]
    assert await numbers(text="%") == [1002]
    assert await numbers(category="电梯") == []
