"""`jobs list`, `jobs due`, `jobs run` as people and their scripts call them."""

from datetime import datetime, timedelta

import pytest

from config.clock import system_clock
from schedules import JOBS
from tests.test_run import call

Lines = list[str]


def jobs(*arguments: str, url: str) -> Lines:
    """What it prints, where it does what is asked for."""
    code, out, err = call("jobs", *arguments, settings={"KENTAN_DATABASE_URL": url})
    assert code == 0, err
    return out.splitlines()


def test_what_is_due_is_done_once(sqlite_url: str) -> None:
    """A new service makes its first 恳谈日, since a morning after one has passed; then there is nothing to do."""
    (done,) = jobs("run", url=sqlite_url)
    assert done.split()[1:] == ["meeting", "1", "made"]
    assert "T00:10+08:00" in done
    assert jobs("run", url=sqlite_url) == []


def test_an_instant_that_is_none_is_wrong_usage(sqlite_url: str) -> None:
    code, out, err = call("jobs", "due", "--at", "tomorrow", settings={"KENTAN_DATABASE_URL": sqlite_url})
    assert (code, out) == (2, "")
    assert "'tomorrow' is no ISO instant: expected 2026-11-10T09:00" in err


@pytest.mark.slow
def test_what_would_happen_by_then_is_told_and_nothing_is_done(sqlite_url: str) -> None:
    then = system_clock() + timedelta(days=40)
    for at in (then.isoformat(timespec="minutes"), f"{then:%Y-%m-%dT%H:%M}", f"{then:%Y-%m-%d}"):
        told = jobs("due", "--at", at, url=sqlite_url)
        assert {line.split()[1] for line in told} == {"meeting"}
        assert len(told) >= 2
    assert len(jobs("run", "--at", then.isoformat(), url=sqlite_url)) > len(told), "with the session came its reminders"
    assert jobs("due", "--at", then.isoformat(), url=sqlite_url) == []


@pytest.mark.slow
def test_every_job_is_listed_with_its_next_instant_and_its_rule(sqlite_url: str) -> None:
    jobs("run", url=sqlite_url)
    lines = jobs("list", url=sqlite_url)
    assert [line.split()[1] for line in lines] == [job.name for job in JOBS]
    assert [line for line, job in zip(lines, JOBS, strict=True) if not line.endswith(job.rule)] == []
    (meeting,) = (line for line in lines if line.split()[1] == "meeting")
    assert datetime.fromisoformat(meeting.split()[0]) > system_clock()
