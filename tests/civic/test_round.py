"""A round of voting: voted on by who stands on the roll, counted by the clock, told once."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic import round as rounds
from civic.errors import Refusal
from civic.round import RoundView
from storage import audit, ballot, post, resident
from storage.base import core
from storage.database import Database
from storage.outbox import Outbox
from storage.post import Role
from storage.round import Electorate
from storage.tx import Tx
from tests.ballot_box import LASTS, MAKER, OPENS_IN, make, move_in, pass_time
from tests.town import NOON

OPEN = NOON + OPENS_IN
CLOSED = OPEN + LASTS
MOMENT = timedelta(seconds=1)


async def refused(doing: Awaitable[object]) -> str:
    """The reason why a rule says no."""
    with pytest.raises(Refusal) as no:
        await doing
    return no.value.code


async def view(database: Database, number: int = 1) -> RoundView:
    found = await database.read(rounds.get, number)
    assert found
    return found


# --- who may vote, when ----------------------------------------------------------------------------------------------


async def people(database: Database) -> dict[str, int]:
    """Who is who when the round opens; the newcomer and the left one are dealt with by the test."""

    def come(tx: Tx) -> dict[str, int]:
        known = dict(zip(("owner", "tenant", "representative", "left"), move_in(tx, list("abcd"), NOON), strict=True))
        post.add(tx, known["representative"], Role.REPRESENTATIVE, "", NOON)
        resident.unfollow(tx, known["left"], NOON)
        return known

    return await database.write(come)


ALL, SOME = frozenset({"owner", "tenant", "representative"}), frozenset({"representative"})
EVERYBODY = ("owner", "tenant", "representative", "left", "newcomer")


async def test_who_may_vote_in_which_phase(database: Database) -> None:
    """The grid of roles and phases, for both electorates."""
    known = await people(database)
    for at, (electorate, may) in enumerate(((Electorate.RESIDENTS, ALL), (Electorate.REPRESENTATIVES, SOME))):
        begin = NOON + at * (LASTS + OPENS_IN)
        number = await database.write(make, begin, electorate=electorate, published=False)

        async def tries(now: datetime, who: str, number: int = number) -> str:
            try:
                await database.write(rounds.cast, known[who], number, [1], now)
            except Refusal as no:
                return no.code
            return "cast"

        opens = begin + OPENS_IN
        known["newcomer"] = known["left"]
        assert {await tries(opens, who) for who in EVERYBODY} == {"round_not_found"}
        await database.write(rounds.publish, MAKER, number, begin)
        assert {await tries(begin, who) for who in EVERYBODY} == {"round_not_open"}
        await pass_time(database, opens)
        (known["newcomer"],) = await database.write(move_in, [f"new {at}"], opens)
        await database.write(resident.unfollow, known["newcomer"], opens) if at == 0 else None
        outcome = {who: await tries(opens + MOMENT, who) for who in EVERYBODY}
        assert outcome == {who: "cast" if who in may else "not_on_roll" for who in EVERYBODY}
        assert (await view(database, number)).roll_size == len(may)
        assert {await tries(opens + LASTS, who) for who in EVERYBODY} == {"round_over"}, "the clock decides"
        await pass_time(database, opens + LASTS)
        assert {await tries(opens, who) for who in EVERYBODY} == {"round_over"}, "and the state"


@pytest.fixture
async def voter(database: Database) -> int:
    """Somebody on the roll of an open round."""
    (number,) = await database.write(move_in, ["voter"], NOON)
    await database.write(make, NOON)
    await pass_time(database, OPEN)
    return number


NO_BALLOTS = {
    "none": ([], "no_picks"),
    "unknown": ([3, 99], "unknown_numbers"),
    "nought": ([0], "unknown_numbers"),
    "twice": ([3, 3], "picked_twice"),
    "too many": ([1, 2, 3, 4, 5], "too_many_picks"),
}


async def test_what_is_no_ballot_is_refused_whole_and_leaves_no_trace(database: Database, voter: int) -> None:
    for picks, reason in NO_BALLOTS.values():
        assert await refused(database.write(rounds.cast, voter, 1, picks, OPEN)) == reason
    assert await database.read(rounds.turnout, 1) == 0
    assert await database.read(ballot.picks, 1) == []


async def test_the_last_ballot_counts_and_has_a_receipt_of_its_own(database: Database, voter: int) -> None:
    first = await database.write(rounds.cast, voter, 1, [1, 3], OPEN)
    second = await database.write(rounds.cast, voter, 1, [5], OPEN + timedelta(days=1))
    assert (first.replaced, second.replaced) == (False, True)
    assert await database.read(ballot.picks, 1) == [[5]]
    assert not await database.read(rounds.check_receipt, 1, first.code)
    assert await database.read(rounds.check_receipt, 1, second.code.lower())


async def test_the_roll_keeps_the_day_as_people_here_call_it(database: Database, voter: int) -> None:
    evening = datetime(2026, 11, 3, 17, tzinfo=ZoneInfo("UTC"))  # the 4th, one in the morning, in Shanghai
    await database.write(rounds.cast, voter, 1, [1], evening.astimezone(ZoneInfo("Asia/Shanghai")))
    booth = await database.read(rounds.booth, voter, 1, evening)
    assert booth.voted_on
    assert booth.voted_on.isoformat() == "2026-11-04"


async def test_a_ballot_can_be_taken_back_and_cast_again(database: Database, voter: int) -> None:
    assert await refused(database.write(rounds.withdraw, voter, 1, OPEN)) == "not_voted"
    await database.write(rounds.cast, voter, 1, [1], OPEN)
    await database.write(rounds.withdraw, voter, 1, OPEN)
    assert await database.read(rounds.turnout, 1) == 0
    assert not (await database.write(rounds.cast, voter, 1, [2], OPEN)).replaced


# --- by the clock ----------------------------------------------------------------------------------------------------


async def test_the_states_of_a_round_and_nothing_changes_what_was_published(database: Database) -> None:
    number = await database.write(make, NOON)
    published = await view(database, number)
    seen = [published.state]
    for now in (OPEN - MOMENT, OPEN, OPEN, CLOSED - MOMENT, CLOSED, CLOSED):
        await pass_time(database, now)
        found = await view(database, number)
        assert found.rules_text == published.rules_text
        seen.append(found.state)
    assert seen == ["scheduled", "scheduled", "open", "open", "open", "closed", "closed"]
    assert await database.read(rounds.is_as_published, number)
    assert await database.read(actions) == ["round.draft", "round.publish", "round.open", "round.close"]


def actions(tx: Tx) -> list[str]:
    table = core(audit.Audit)
    return list(tx.execute(table.select().order_by(table.c.id)).scalars(3))


async def test_a_round_that_nobody_served_through_is_opened_and_closed_late(database: Database) -> None:
    await database.write(make, NOON)
    did = await pass_time(database, CLOSED + timedelta(days=9))
    assert did == ["round 1 opened, 0 on the roll", "round 1 closed, 0 of 0 voted", "round 1: 0 are told the result"]
    result = (await view(database)).result
    assert result
    assert result.winners == ()


async def test_what_is_due_is_known_from_the_rows(database: Database) -> None:
    await database.write(make, NOON)
    assert await database.read(rounds.due, NOON, CLOSED) == [OPEN]
    await pass_time(database, OPEN)
    assert await database.read(rounds.due, NOON, CLOSED) == [CLOSED]
    assert await database.read(rounds.due, NOON, CLOSED - MOMENT) == []
    await pass_time(database, CLOSED)
    assert await database.read(rounds.due, NOON, CLOSED) == []


async def test_the_count_says_who_was_chosen_and_what_the_others_lacked(database: Database) -> None:
    voters = await database.write(move_in, [f"v{number}" for number in range(6)], NOON)
    await database.write(make, NOON, winners=2)
    await pass_time(database, OPEN)
    for voter, picks in zip(voters, ([3, 1], [3], [3, 7], [7, 1], [9]), strict=False):
        await database.write(rounds.cast, voter, 1, picks, OPEN)
    await pass_time(database, CLOSED)
    result = (await view(database)).result
    assert result
    assert result.winners == (3, 1), "1 and 7 have two votes each, and 1 was published first"
    assert (result.votes[3], result.votes[7], result.gaps[7], result.gaps[9]) == (3, 2, 1, 2)
    assert (result.turnout, result.roll_size, result.rule) == (5, 6, "top")


def told(tx: Tx) -> list[str]:
    return [row.dedup_key for row in tx.execute(core(Outbox).select())]


async def test_the_result_is_told_once_to_everybody_on_the_roll_who_follows(database: Database) -> None:
    many = await database.write(move_in, [f"v{number}" for number in range(1101)], NOON)
    await database.write(make, NOON)
    await pass_time(database, OPEN)
    await database.write(resident.unfollow, many[0], OPEN)
    await database.write(move_in, ["newcomer"], OPEN)
    did = await pass_time(database, CLOSED)
    assert [each.partition(": ")[2] for each in did[1:]] == [f"{n} are told the result" for n in (500, 500, 100)]
    assert await pass_time(database, CLOSED) == []
    assert sorted(await database.read(told)) == sorted(f"round:1:result:{number}" for number in many[1:])
