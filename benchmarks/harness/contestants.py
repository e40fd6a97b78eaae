"""Who takes part: for each server its name, how it is spoken to, and the commands that start it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.account import AES_KEY, APP_ID, TOKEN
from benchmarks.harness.sealing import Mode

ROOT = Path(__file__).resolve().parents[2]
WEROBOT_HOME = ROOT / "build" / "bench-werobot"
WEROBOT_PINS = ("werobot==1.13.1", "waitress==3.0.2", "bottle==0.13.4", "requests==2.34.2", "xmltodict==1.0.4")

Command = list[str]


def _nothing() -> None:
    """Most servers need no environment of their own."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server to measure. `commands(port, folder)`: the last one serves, those before it prepare."""

    name: str
    title: str
    mode: Mode
    commands: Callable[[int, Path], list[Command]]
    prepare: Callable[[], None] = _nothing
    is_ours: bool = False

    def environment(self, folder: Path) -> dict[str, str]:
        """The variables the server sees: none of the caller's `KENTAN_…`."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KENTAN_")}
        return inherited | {"PYTHONPATH": str(ROOT)} | (_our_settings(folder, self.mode) if self.is_ours else {})


def _our_settings(folder: Path, mode: Mode) -> dict[str, str]:
    settings = {
        "KENTAN_DATABASE_URL": f"sqlite:///{folder / 'kentan.db'}",
        "KENTAN_WECHAT_TOKEN": TOKEN,
        "KENTAN_WECHAT_APP_ID": APP_ID,
        "KENTAN_WECHAT_APP_SECRET": "benchmark-secret",
        # Nobody listens there: a benchmark sends nothing to the platform.
        "KENTAN_WECHAT_API_BASE": "http://127.0.0.1:9",
        "KENTAN_SECRET_KEY": "benchmark " * 4,
        "KENTAN_DATA_KEY": "benchmark data " * 4,
    }
    return settings | ({"KENTAN_WECHAT_AES_KEY": AES_KEY} if mode is Mode.SAFE else {})


def _ours(port: int, _folder: Path) -> list[Command]:
    run = [sys.executable, "run.py"]
    return [[*run, "migrate"], [*run, "serve", "--host", "127.0.0.1", "--port", str(port)]]


def _peer(module: str, python: str = sys.executable) -> Callable[[int, Path], list[Command]]:
    return lambda port, folder: [[python, "-m", f"benchmarks.peers.{module}", str(port), str(folder)]]


def _make_werobot_environment() -> None:
    """Install WeRoBot where it cannot disturb our own environment; once."""
    if (WEROBOT_HOME / "made").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(WEROBOT_HOME)], check=True)
    subprocess.run([str(WEROBOT_HOME / "bin" / "pip"), "install", "--quiet", *WEROBOT_PINS], check=True)
    (WEROBOT_HOME / "made").touch()


CONTESTANTS = (
    Contestant("bare", "aiohttp, says success", Mode.BARE, _peer("bare")),
    Contestant("verifying", "aiohttp, verifies, answers", Mode.PLAIN, _peer("verifying")),
    Contestant("plain", "Kentan, plain mode", Mode.PLAIN, _ours, is_ours=True),
    Contestant("safe", "Kentan, safe mode", Mode.SAFE, _ours, is_ours=True),
    Contestant("wechatpy", "aiohttp+wechatpy+aiosqlite", Mode.PLAIN, _peer("plain_bot")),
    Contestant(
        "werobot",
        "WeRoBot, SQLite, waitress",
        Mode.PLAIN,
        _peer("werobot_bot", str(WEROBOT_HOME / "bin" / "python")),
        _make_werobot_environment,
    ),
)
