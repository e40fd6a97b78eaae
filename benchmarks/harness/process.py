"""What Linux says about a process and its machine: CPU time, waiting for a CPU, memory."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds used, seconds that each thread was ready to run but had no CPU, CPU seconds of the whole machine."""

    cpu: float
    waited: dict[str, float]
    machine: float

    def waited_until(self, later: "Usage") -> float:
        """Seconds waited between here and `later`, over all threads that `later` still has."""
        return sum(seconds - self.waited.get(thread, 0.0) for thread, seconds in later.waited.items())


def usage(pid: int) -> Usage:
    """CPU time and run-queue wait of the process `pid` so far, in seconds."""
    return Usage(_cpu_seconds(pid), _waited_seconds(pid), _machine_seconds())


def peak_memory(pid: int) -> float:
    """The largest resident memory the process `pid` ever had (VmHWM), in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _cpu_seconds(pid: int) -> float:
    # The name in the second field may hold blanks; the fields after its bracket are plain.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / _TICK


def _machine_seconds() -> float:
    # The first line sums all CPUs: user nice system idle iowait irq softirq steal; what is stolen is missing here too.
    user, nice, system, _idle, _iowait, *interrupts = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + sum(interrupts)) / _TICK


def _waited_seconds(pid: int) -> dict[str, float]:
    waited: dict[str, float] = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end between being listed and being read.
        with suppress(FileNotFoundError, ProcessLookupError):
            waited[thread.name] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return waited
