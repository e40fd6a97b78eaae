"""Case 诉求, its moves: filed, taken, closed, passed on, withdrawn; in any order, and by two at once."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic import case
from civic.errors import Refusal
from storage import audit
from storage import case as cases
from storage.base import core
from storage.database import Database
from storage.tx import Tx
from tests.civic.acts import ACTS, HANDLERS, refusal, told
from tests.civic.conftest import People, a_case, settle
from tests.storage.acts import Gate, note
from tests.town import NOON

MOVES = ("take", "close", "pass_on", "withdraw")
MOVERS = ("worker", "colleague", "staff", "worker there", "neighbour")


async def test_the_way_of_a_case(database: Database, people: People) -> None:
    def walk(tx: Tx) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
        number = a_case(tx, people.numbers["reporter"]).number
        case.take(tx, people.actor("worker"), number, NOON)
        case.pass_on(tx, people.actor("worker"), number, "要登高车", NOON)
        case.take(tx, people.actor("colleague"), number, NOON)
        case.close(tx, people.actor("colleague"), number, " 换了灯泡 ", NOON)
        seen = case.staff_view(tx, people.actor("auditor"), number, NOON)
        assert (seen.state, seen.answer) == ("closed", "换了灯泡")
        history = [
            (event.kind.value, "reporter" if event.by == "reporter" else "", event.text) for event in seen.history
        ]
        return history, told(tx, people)

    history, who_heard = await database.write(walk)
    assert history == [
        ("filed", "reporter", ""),
        ("taken", "", ""),
        ("passed_on", "", "要登高车"),
        ("taken", "", ""),
        ("closed", "", "换了灯泡"),
    ]
    could = ("colleague", "worker everywhere")
    assert who_heard == [
        *((who, "case.new_for_worker") for who in ("worker", *could)),
        ("reporter", "case.told_taken"),
        *((who, "case.passed_on_for_worker") for who in (*could, "staff")),
        ("committee", "case.passed_on_for_committee"),
        ("reporter", "case.told_passed_on"),
        ("reporter", "case.told_taken"),
        ("reporter", "case.told_closed"),
    ]


async def test_every_step_leaves_a_row_in_the_record(database: Database, people: People) -> None:
    def walk(tx: Tx) -> list[tuple[str, str, str, str]]:
        number = a_case(tx, people.numbers["reporter"]).number
        case.take(tx, people.actor("worker"), number, NOON)
        case.pass_on(tx, people.actor("worker"), number, "要登高车", NOON)
        case.close(tx, people.actor("console staff"), number, "换了灯泡", NOON)
        rows = tx.execute(core(audit.Audit).select()).all()
        return [(row.action, row.before["state"], row.after["state"], row.why) for row in rows]

    assert await database.write(walk) == [
        ("case.take", "filed", "taken", ""),
        ("case.pass_on", "taken", "filed", "要登高车"),
        ("case.take", "filed", "taken", ""),
        ("case.close", "taken", "closed", ""),
    ]


async def test_crossing_acts_are_told_precisely(database: Database, people: People) -> None:
    def cross(tx: Tx) -> list[str]:
        number = a_case(tx, people.numbers["reporter"]).number
        acts = [("worker", "take"), ("worker", "take"), ("colleague", "take"), ("colleague", "close")]
        acts += [
            ("colleague", "pass_on"),
            ("staff", "take"),
            ("staff", "close"),
            ("worker", "close"),
            ("worker", "take"),
        ]
        return [refusal(ACTS[act], tx, people, who, number) for who, act in acts]

    assert await database.write(cross) == [
        *("", "taken_already", "taken_by_other", "taken_by_other"),
        *("taken_by_other", "taken_by_other", "", "case_done", "case_done"),
    ]


async def test_closing_needs_words_and_passing_on_a_reason(database: Database, people: People) -> None:
    number = (await database.write(a_case, people.numbers["reporter"])).number
    with pytest.raises(Refusal, match="say_what_was_done"):
        await database.write(case.close, people.actor("worker"), number, "  ", NOON)
    with pytest.raises(Refusal, match="say_why"):
        await database.write(case.pass_on, people.actor("worker"), number, "", NOON)
    assert (await database.read(cases.get, number)).state == "filed"


class Model:
    """What the rules say of one case."""

    def __init__(self) -> None:
        self.state, self.taker = "filed", ""

    def move(self, who: str, act: str) -> str:
        """The expected refusal; "" where the move is made."""
        if act == "withdraw":
            return self._withdraw()
        no = self._objection(who, act)
        if not no:
            self.state = {"take": "taken", "close": "closed", "pass_on": "filed"}[act]
            self.taker = {"take": who, "close": self.taker or who, "pass_on": ""}[act]
        return no

    def _withdraw(self) -> str:
        if self.state in ("closed", "withdrawn"):
            return "closed"
        self.state = "withdrawn"
        return ""

    def _objection(self, who: str, act: str) -> str:
        if who not in HANDLERS:
            return "not_your_estate" if who == "worker there" else "not_allowed"
        if self.state in ("closed", "withdrawn"):
            return "case_done"
        if act == "take" and self.taker:
            return "taken_already" if self.taker == who else "taken_by_other"
        is_anothers = self.taker not in ("", who)
        return "taken_by_other" if act != "take" and is_anothers and who != "staff" else ""


@given(moves=st.lists(st.tuples(st.sampled_from(MOVERS), st.sampled_from(MOVES)), max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example files its own
async def test_no_order_of_moves_leaves_the_rules(
    database: Database, people: People, moves: list[tuple[str, str]]
) -> None:
    def walk(tx: Tx) -> list[tuple[str, str, str]]:
        reporter = people.numbers["reporter"]
        number = a_case(tx, reporter).number
        return [_seen(tx, people, number, who, act) for who, act in moves]

    model = Model()
    expected = [(model.move(who, act), model.state, model.taker) for who, act in moves]
    assert await database.write(walk) == expected


def _withdraw(tx: Tx, people: People, who: str, number: int) -> object:
    return case.withdraw(tx, people.numbers["reporter"], number, None, NOON)


def _seen(tx: Tx, people: People, number: int, who: str, act: str) -> tuple[str, str, str]:
    """The refusal, and where the case stands after it."""
    code = refusal(ACTS.get(act, _withdraw), tx, people, who, number)
    row = cases.get(tx, number)
    taker = row.taken_by and people.named(int(row.taken_by.partition(":")[2]))
    return code, row.state, taker


async def test_of_two_who_take_at_once_one_has_it_and_the_other_hears_so(postgres_url: str) -> None:
    """On two workers: the second waits for the first, and is told who came before."""
    here, there = Database(postgres_url), Database(postgres_url)
    await here.start()
    await there.start()
    people = People(await here.write(settle))
    number = (await here.write(a_case, people.numbers["reporter"])).number
    gate = Gate()

    def take_slowly(tx: Tx) -> str:
        code = refusal(ACTS["take"], tx, people, "worker", number)
        gate.hold(tx)
        return code

    first = asyncio.ensure_future(here.write(take_slowly))
    assert await asyncio.to_thread(gate.reached)
    second = asyncio.ensure_future(there.write(lambda tx: refusal(ACTS["take"], tx, people, "colleague", number)))
    await there.write(note, "there goes on, and has met the held case")
    assert not second.done()
    gate.open()
    assert (await first, await second) == ("", "taken_by_other")
    assert (await there.read(cases.get, number)).taken_by == people.actor("worker").name
    await here.stop()
    await there.stop()
