"""The clock runs, stands, and goes where it is put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from simulator import Clock
from tests.simulator.conftest import NOON


def test_a_stopped_clock_moves_only_when_it_is_moved() -> None:
    clock = Clock(NOON, running=False)
    clock.move(90)
    clock.move(timedelta(hours=-1))
    assert clock.now() == NOON + timedelta(seconds=90) - timedelta(hours=1)
    assert clock.timestamp() == int(clock.now().timestamp())


def test_a_running_clock_runs_on_from_where_it_is_put() -> None:
    clock = Clock(NOON)
    first = clock.now()
    second = clock.now()
    assert NOON <= first < second < NOON + timedelta(minutes=1)


def test_stopping_and_starting_loses_no_time() -> None:
    clock = Clock(NOON)
    clock.stop()
    held = clock.now()
    assert (clock.now(), clock.running) == (held, False)
    clock.start()
    assert held <= clock.now() < held + timedelta(minutes=1)


def test_the_time_is_told_in_utc_and_a_naive_one_is_refused() -> None:
    clock = Clock(NOON.astimezone(timezone(timedelta(hours=8))), running=False)
    assert (clock.now(), clock.now().tzinfo) == (NOON, UTC)
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime(2026, 1, 1))  # noqa: DTZ001 - a naive time is what must be refused
