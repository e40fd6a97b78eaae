"""Case 诉求, who is told what: who is near hears of it, its resident hears the answer, and nobody hears whose it is."""

from typing import Any

from civic import case
from civic.case import Report
from storage import household, outbox, post, resident
from storage.base import core
from storage.database import Database
from storage.outbox import Outbox
from storage.tx import Tx
from tests.civic.acts import told
from tests.civic.conftest import HERE, THERE, WEEK, People, a_case, bind, in_building_3
from tests.town import NOON


def facts(tx: Tx) -> list[dict[str, Any]]:
    table = core(Outbox)
    return [row.facts for row in tx.execute(table.select().order_by(table.c.id))]


async def test_nothing_that_is_pushed_holds_the_words_or_whose_it_is(database: Database, people: People) -> None:
    def walk(tx: Tx) -> str:
        number = a_case(tx, people.numbers["reporter"], text="隔壁老王家的灯").number
        case.take(tx, people.actor("worker"), number, NOON)
        case.pass_on(tx, people.actor("worker"), number, "老王不让进", NOON)
        return str(facts(tx))

    pushed = await database.write(walk)
    assert "老王" not in pushed
    assert "resident" not in pushed
    assert "o-reporter" not in pushed


async def test_whoever_files_is_never_the_one_who_is_sent_it(database: Database, people: People) -> None:
    def own(tx: Tx) -> list[tuple[str, str]]:
        number = a_case(tx, people.numbers["worker"]).number
        case.close(tx, people.actor("worker"), number, "自己换了", NOON)
        return told(tx, people)

    assert await database.write(own) == [
        ("colleague", "case.new_for_worker"),
        ("worker everywhere", "case.new_for_worker"),
    ]


async def test_where_nobody_holds_a_post_nothing_is_written(database: Database) -> None:
    def alone(tx: Tx) -> int:
        a_case(tx, resident.add(tx, "o-alone", NOON))
        return sum(outbox.count_by_state(tx).values())

    assert await database.write(alone) == 0


async def test_without_an_estate_it_is_the_home_that_says_who_is_told(database: Database, people: People) -> None:
    def at_home(tx: Tx) -> list[str]:
        reporter = people.numbers["reporter"]
        bind(tx, reporter, THERE)
        assert household.estates_of(tx, reporter) == {THERE}
        a_case(tx, reporter, estate=None)
        return [who for who, _ in told(tx, people)]

    assert await database.write(at_home) == ["worker there", "worker everywhere"]


async def test_where_nobody_is_nearer_every_grid_worker_is_told(database: Database, people: People) -> None:
    def nowhere(tx: Tx) -> list[str]:
        for row in post.of_resident(tx, people.numbers["worker everywhere"]):
            post.end(tx, row.id, NOON)
        a_case(tx, people.numbers["reporter"], estate=None)
        return [who for who, _ in told(tx, people)]

    assert await database.write(nowhere) == ["worker", "colleague", "worker there"]


async def test_a_place_that_is_told_later_reaches_who_is_near_and_nobody_twice(
    database: Database, people: People
) -> None:
    def later(tx: Tx) -> list[str]:
        reporter = people.numbers["reporter"]
        number = case.file(tx, reporter, Report("公共照明", "灯不亮"), WEEK, NOON).number
        case.locate(tx, reporter, number, in_building_3(HERE), NOON)
        return [who for who, _ in told(tx, people)]

    assert await database.write(later) == ["worker everywhere", "worker", "colleague"]


async def test_a_withdrawal_is_told_to_whoever_had_taken_it(database: Database, people: People) -> None:
    def withdrawn(tx: Tx, who: str | None) -> list[tuple[str, str]]:
        before = len(told(tx, people))
        number = a_case(tx, people.numbers["reporter"]).number
        if who:
            case.take(tx, people.actor(who), number, NOON)
        case.withdraw(tx, people.numbers["reporter"], number, None, NOON)
        return [each for each in told(tx, people)[before:] if each[1] == "case.withdrawn_for_worker"]

    assert await database.write(withdrawn, "worker") == [("worker", "case.withdrawn_for_worker")]
    assert await database.write(withdrawn, "console staff") == []
    assert await database.write(withdrawn, None) == []
