"""A result that cannot be handed over harms nobody else's, and is no reason to do anything again."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from storage.database import Database
from storage.tx import Tx
from tests.storage.acts import PATIENCE, letter, note, notes, noting, outside
from tests.storage.conftest import Holding, Recorder


def forget_an_end(tx: Tx) -> str:
    note(tx, "never")
    return next(iter(()))


def leave(tx: Tx) -> None:
    note(tx, "never")
    raise SystemExit


def be_cancelled(tx: Tx) -> None:
    note(tx, "never")
    raise asyncio.CancelledError


@pytest.mark.parametrize("action", [forget_an_end, leave, be_cancelled])
async def test_whatever_an_action_raises_the_others_get_their_results(
    database: Database, holding: Holding, action: Callable[[Tx], object]
) -> None:
    async with holding(database):
        before, failing, after = database.write(note, "a"), database.write(action), database.write(note, "b")
    with pytest.raises(RuntimeError, match="an action raised"):
        await asyncio.wait_for(failing, PATIENCE)
    assert await asyncio.wait_for(before, PATIENCE) == "a"
    assert await asyncio.wait_for(after, PATIENCE) == "b"
    assert await database.read(notes) == ["a", "b"]


async def test_a_result_that_nobody_awaits_any_more_is_written_all_the_same(
    database: Database, holding: Holding
) -> None:
    async with holding(database):
        given_up = asyncio.ensure_future(database.write(note, "a"))
        after = database.write(note, "b")
        given_up.cancel()
    await after
    assert await database.read(notes) == ["a", "b"]


async def test_a_callback_that_raises_keeps_nobody_from_hearing(
    database: Database, holding: Holding, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise LookupError("nobody there")

    monkeypatch.setattr("storage.writer.ACCEPT_AFTER", -1.0)
    accepted = asyncio.Event()
    async with holding(database):
        jobs = [
            database.turn(noting("a"), letter("wang"), fail),
            database.turn(noting("b"), letter("li"), accepted.set),
        ]
    await asyncio.wait_for(accepted.wait(), PATIENCE)
    assert [await job.future for job in jobs] == ["a", "b"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_watch_that_raises_makes_nothing_happen_twice(
    database: Database, holding: Holding, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(turns: int, seconds: float) -> None:
        raise LookupError("cannot count")

    monkeypatch.setattr(recorder, "batch", fail)
    async with holding(database):
        results = [database.write(note, "a"), database.write(note, "b")]
    assert [await asyncio.wait_for(result, PATIENCE) for result in results] == ["a", "b"]
    assert await database.read(notes) == ["a", "b"]


def test_results_after_the_end_of_the_loop_are_kept_and_not_run_again(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The loop is gone (a crash on its way) while the writer still works: what it commits happens once."""
    loop = asyncio.new_event_loop()
    database = Database(database_url)

    async def begin() -> None:
        await database.start()
        for what in ("a", "b", "c"):
            database.write(note, what)

    loop.run_until_complete(begin())
    loop.close()
    asyncio.run(database.stop())
    assert outside(database_url, notes) == ["a", "b", "c"]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
