"""Opinions 意见建议: what may be filed and answered, by whom, and what is written down of it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from civic import opinion, rights
from civic.errors import Refusal
from civic.opinion import LONGEST, LONGEST_ANSWER, SHOWN
from civic.rights import Actor
from storage import resident
from storage.database import Database
from storage.post import CONSOLE_ROLES, Role
from storage.tx import Tx
from tests.town import NOON

COMMITTEE = rights.staff(1, Role.COMMITTEE)


def filed(tx: Tx, said: str = "多种些树") -> int:
    who = resident.number_of(tx, "o-resident") or resident.add(tx, "o-resident", NOON)
    return opinion.file(tx, who, said, NOON).number


async def refused(database: Database, code: str, actor: Actor, number: int, words: str) -> None:
    with pytest.raises(Refusal) as said:
        await database.write(opinion.answer, actor, number, words, NOON)
    assert said.value.code == code


async def test_numbers_are_counted_from_one_and_words_are_trimmed(database: Database) -> None:
    assert [await database.write(filed, said) for said in ("  多种些树 ", "多种些花")] == [1, 2]
    first = await database.read(opinion.view, COMMITTEE, 1)
    assert (first.text, first.state, first.is_open, first.answer) == ("多种些树", "new", True, "")


@pytest.mark.parametrize(("said", "code"), [(" \n", "opinion_empty"), ("树" * (LONGEST + 1), "opinion_long")])
async def test_nothing_and_too_much_are_refused(database: Database, said: str, code: str) -> None:
    with pytest.raises(Refusal, match=f"^{code}$"):
        await database.write(filed, said)
    assert await database.write(filed, "树" * LONGEST) == 1


async def test_an_answer_closes_it_once_and_is_written_down(database: Database) -> None:
    await database.write(filed)
    later = NOON + timedelta(hours=1)
    answered = await database.write(opinion.answer, COMMITTEE, 1, " 春天种。 ", later)
    assert (answered.answer, answered.is_open) == ("春天种。", False)
    assert await database.read(opinion.view, COMMITTEE, 1) == answered
    await refused(database, "opinion_answered", COMMITTEE, 1, "不种了。")

    def written(tx: Tx) -> list[str]:
        audits = tx.execute(text("SELECT actor, action, subject FROM audit"))
        boxes = tx.execute(text("SELECT purpose, recipient_id, template, subject FROM outbox"))
        return [" ".join(map(str, row)) for rows in (audits, boxes) for row in rows]

    assert await database.read(written) == [
        "staff:1 opinion.answer opinion:1",
        "service 1 opinion.answer_told opinion:1",
    ]


async def test_what_is_no_answer_is_refused(database: Database) -> None:
    await database.write(filed)
    await refused(database, "opinion_answer_empty", COMMITTEE, 1, " ")
    await refused(database, "opinion_answer_long", COMMITTEE, 1, "好" * (LONGEST_ANSWER + 1))
    await refused(database, "opinion_not_found", COMMITTEE, 2, "好")


@pytest.mark.parametrize("role", Role)
async def test_who_reads_and_who_answers(database: Database, role: Role) -> None:
    await database.write(filed)
    actor = rights.staff(1, role)
    if role in CONSOLE_ROLES:
        assert len(await database.read(opinion.listing, actor, limit=9)) == 1
        assert await database.read(opinion.count, actor) == 1
    else:
        with pytest.raises(Refusal, match=r"^not_allowed$"):
            await database.read(opinion.listing, actor, limit=9)
        with pytest.raises(Refusal, match=r"^not_allowed$"):
            await database.read(opinion.count, actor)
    if role not in {Role.COMMITTEE, Role.STAFF, Role.ADMIN}:
        await refused(database, "not_allowed", actor, 1, "好")


async def test_once_anonymous_it_is_answered_and_nobody_is_told(database: Database) -> None:
    await database.write(filed)
    await database.write(lambda tx: tx.execute(text("UPDATE opinion SET resident_id = NULL")) and None)
    assert (await database.write(opinion.answer, COMMITTEE, 1, "春天种。", NOON)).resident_id == 0
    assert await database.read(lambda tx: tx.execute(text("SELECT count(*) FROM outbox")).scalar()) == 0


async def test_a_resident_sees_their_own_newest(database: Database) -> None:
    for number in range(SHOWN + 2):
        await database.write(filed, f"多种些树 {number}")
    assert [view.number for view in await database.read(opinion.latest, 1)] == [5, 4, 3]
    with pytest.raises(Refusal, match=r"^opinion_not_found$"):
        await database.read(opinion.of_resident, 2, 1)
