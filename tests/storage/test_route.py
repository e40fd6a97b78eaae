"""How a reply travels is decided once, whatever writer and webhook do in which order."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from hypothesis import given
from hypothesis import strategies as st

from storage.job import Job
from tests.storage.acts import PATIENCE, letter

Moves = Sequence[tuple[str, bool]]

# The writer accepts, runs the turn (again, where it was undone) and commits; the webhook asks in between.
moves = st.lists(st.tuples(st.sampled_from(["accept", "turn", "undone", "release"]), st.booleans()), max_size=12)


def a_job() -> Job:
    loop = asyncio.new_event_loop()
    try:
        return Job(lambda tx: None, loop.create_future(), arrived=0.0, letter=letter("wang"))
    finally:
        loop.close()


def play(job: Job, moves: Moves) -> bool:
    """Make the moves; was any delivery told `success`?"""
    released = False
    for move, in_time in moves:
        if move == "accept":
            job.accepted = True
        elif move == "turn":
            job.go_passive(in_time=in_time)
        elif move == "undone":
            job.reconsider()
        else:
            released |= job.release()
    return released


@given(moves, st.booleans(), st.lists(st.just(("release", True)), max_size=2))
def test_no_reply_goes_both_ways(before: Moves, in_time: bool, after: Moves) -> None:
    job = a_job()
    released_before = play(job, before)
    passive = job.go_passive(in_time=in_time)  # the turn whose commit stood
    released = released_before or play(job, after)
    assert not (passive and released)


@given(moves)
def test_who_was_let_go_once_stays_let_go(moves: Moves) -> None:
    job = a_job()
    if play(job, moves):
        assert job.release()
        assert not job.go_passive(in_time=True)


@given(st.lists(st.sampled_from([("turn", True), ("turn", False), ("release", True)]), max_size=8))
def test_what_is_not_durable_is_never_let_go_and_always_answered_in_the_callback(moves: Moves) -> None:
    job = a_job()
    assert not play(job, moves)
    assert job.go_passive(in_time=False)


def test_a_late_reply_of_an_accepted_message_goes_the_other_way() -> None:
    job = a_job()
    job.accepted = True
    assert not job.go_passive(in_time=False)
    assert not job.release(), "the webhook hears of it by the result"


def test_a_turn_that_did_not_stand_keeps_nobody_waiting() -> None:
    job = a_job()
    job.accepted = True
    assert job.go_passive(in_time=True)
    assert not job.release()
    job.reconsider()
    assert job.release()
    assert not job.go_passive(in_time=True)


def test_writer_and_webhook_asking_at_the_same_moment_get_one_answer() -> None:
    jobs = [a_job() for _ in range(300)]
    for job in jobs:
        job.accepted = True
    start = Barrier(2)

    def ask(question: Callable[[Job], bool]) -> list[bool]:
        start.wait(PATIENCE)
        return [question(job) for job in jobs]

    with ThreadPoolExecutor(2) as threads:
        passive = threads.submit(ask, lambda job: job.go_passive(in_time=True))
        released = threads.submit(ask, lambda job: job.release())
        answers = list(zip(passive.result(), released.result(), strict=True))
    assert set(answers) <= {(True, False), (False, True)}
