"""Runs the rounds: every contestant once a round, one after the other, each with the same load generator."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from benchmarks.harness.contestants import ROOT, Contestant
from benchmarks.harness.load import Job, Sample
from benchmarks.harness.server import Server, ServerError, running

STALL_GAUGE = "kentan_loop_stall_seconds_max"


@dataclass(slots=True)
class Record:
    """What a contestant's rounds showed: its samples, the longest event-loop stall of each (ms), why it is missing."""

    contestant: Contestant
    samples: list[Sample] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    missing: str = ""


def play(
    contestants: Sequence[Contestant], rounds: int, seconds: float, say: Callable[[str], None]
) -> list[Record]:
    """Interleaved: a busy minute of the machine hits all contestants and not one. A failing one is left out."""
    records = [Record(contestant) for contestant in contestants]
    for number in range(1, rounds + 1):
        for record in records:
            if not record.missing:
                _play_one(record, seconds, number)
                say(f"round {number}, {record.contestant.name}: {_result(record)}")
    return records


def _play_one(record: Record, seconds: float, number: int) -> None:
    try:
        record.contestant.prepare()
        with running(record.contestant) as server:
            record.samples.append(_sample(record.contestant, server, seconds, number))
            if record.contestant.is_ours and (stall := server.gauge(STALL_GAUGE)) is not None:
                record.stalls.append(stall * 1_000)
    except (ServerError, OSError, subprocess.CalledProcessError) as error:
        record.missing = str(error)


def _sample(contestant: Contestant, server: Server, seconds: float, number: int) -> Sample:
    job = Job(contestant.mode, server.port, server.pid, seconds, seed=number)
    with _generator() as generator:
        answer, _ = generator.communicate(json.dumps(asdict(job)))
    if generator.returncode:
        raise ServerError("the load generator failed")
    return Sample(**json.loads(answer))


@contextmanager
def _generator() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "benchmarks.harness.load"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _result(record: Record) -> str:
    return record.missing or f"{record.samples[-1].rate:,.0f} messages/s"
