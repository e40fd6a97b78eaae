"""Starts a server in an empty folder on a free port, and makes sure that it ends."""

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.contestants import ROOT, Command, Contestant

_START_PATIENCE, _STOP_PATIENCE = 60.0, 10.0


class ServerError(Exception):
    """A server could not be prepared or started; the text ends with its last words."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    pid: int
    port: int

    def gauge(self, name: str) -> float | None:
        """A gauge of its `/metrics`, or None where it shows none of that name."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), None)


@contextmanager
def running(contestant: Contestant) -> Iterator[Server]:
    """The contestant as a process of its own on a fresh folder beside the repository's files (the same disk).

    Raises ServerError when a preparing command fails or the port does not open.
    """
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-data-", dir=ROOT / "build") as name:
        folder, port = Path(name), _free_port()
        *preparing, serving = contestant.commands(port, folder)
        environment = contestant.environment(folder)
        for command in preparing:
            _prepare(command, environment, folder)
        with _process(serving, environment, folder / "log") as process:
            _wait_for_port(process, port, folder / "log")
            yield Server(process.pid, port)


def _prepare(command: Command, environment: dict[str, str], folder: Path) -> None:
    with (folder / "log").open("wb") as log:
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise ServerError(_last_words(folder / "log"))


@contextmanager
def _process(command: Command, environment: dict[str, str], log_file: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log_file.open("wb") as log:
        # Its own session: Ctrl-C reaches only us, and we end it in order.
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for_port(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up = time.monotonic() + _START_PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerError(_last_words(log))


def _last_words(log: Path) -> str:
    return " / ".join(log.read_text(errors="replace").strip().splitlines()[-3:]) or "it said nothing"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
