"""The clock: aware, in UTC, moving."""

from datetime import UTC, timedelta

from config.clock import system_clock


def test_the_system_clock_is_aware_utc_and_never_goes_back() -> None:
    first, second = system_clock(), system_clock()
    assert first.tzinfo is UTC
    assert first.utcoffset() == timedelta(0)
    assert second >= first
