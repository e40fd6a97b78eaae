"""The commands as people and supervisors call them: processes of their own, exit codes, and lines on stderr."""

import ast
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import pytest

from config.settings import Settings, variable
from roof.commands import COMMANDS
from tests.house import ROOT, files, product, text, tree
from tests.town import free_port

LONGEST = 60  # seconds; a command that takes longer hangs
ENOUGH = {
    "KENTAN_WECHAT_TOKEN": "towntoken",
    "KENTAN_WECHAT_APP_ID": "wxtown0000000000",
    "KENTAN_SECRET_KEY": "s" * 32,
    "KENTAN_DATA_KEY": "d" * 32,
}
# Each command is a process of 0.8 s: what says the same of a second one is left to the long run.
ALSO_CLASSIFY, ALSO_MIGRATE, ALSO_DEMO = (
    pytest.param(command, marks=pytest.mark.slow) for command in ("classify", "migrate", "demo")
)
SAID = "楼道灯坏了三天没人修\r\n煤气漏了！！\n\n0\n😀\n".encode() + b"\xff\xfe"

TOLD = re.compile(r"(?:python |`)run\.py ([a-z]+)")
TELLING = (".md", ".toml", ".py", "Makefile")

Environment = Mapping[str, str]


def environment(settings: Environment) -> dict[str, str]:
    """This process' own, with none of its settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KENTAN_")} | dict(settings)


def call(*arguments: str, settings: Environment, said: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    command = (sys.executable, "run.py", *arguments)
    done = subprocess.run(
        command, cwd=ROOT, env=environment(settings), input=said, capture_output=True, timeout=LONGEST, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def refusal(*arguments: str, settings: Environment) -> list[str]:
    """The reasons a command gives for doing nothing: one a line, no trace, nothing else said."""
    code, out, err = call(*arguments, settings=settings)
    assert (code, out) == (1, ""), err
    assert [line for line in err.splitlines() if not line.startswith("error: ")] == []
    return [line.removeprefix("error: ") for line in err.splitlines()]


@contextmanager
def running(*arguments: str, settings: Environment, until: str) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on, once it has said `until` at the beginning of a line; ended if the test has not."""
    command = (sys.executable, "run.py", *arguments)
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process:
        try:
            assert process.stdout
            said = []
            for line in process.stdout:
                said.append(line)
                if line.startswith(until):
                    break
            else:
                pytest.fail("ended before it was ready:\n" + "".join(said))
            yield process
        finally:
            process.kill()


def status(address: str) -> int:
    """What an address of this machine answers."""
    try:
        with urllib.request.urlopen(address, timeout=LONGEST) as response:  # noqa: S310 - our own http address
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_every_command_that_somebody_is_told_to_run_exists() -> None:
    pages = [name for name in files() if name.endswith(TELLING)]
    told = [(name, command) for name in pages for command in TOLD.findall(text(name))]
    assert {command for _, command in told} >= {"serve", "migrate"}
    assert [(name, command) for name, command in told if command not in COMMANDS] == []


def test_a_setting_that_nothing_uses_is_told_to_be_so_and_no_other() -> None:
    users = [name for name in product() if not name.startswith(("config/", "simulator/"))]
    used = {node.attr for name in users for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}
    rows = {
        line.split("`")[1]: line for line in text("docs/operations.md").splitlines() if line.startswith("| `KENTAN_")
    }
    unused = {variable(field) for field in Settings.model_fields if field not in used}
    assert {name for name, row in rows.items() if "not used yet" in row} == unused


def test_help_is_there_whatever_the_settings_are() -> None:
    code, out, err = call("serve", "--help", settings={"KENTAN_WECHAT_TOKEN": "!"})
    assert (code, err) == (0, "")
    assert out.startswith("Usage: run.py serve")


@pytest.mark.parametrize("arguments", [["serve", "--port", "70000"], pytest.param(["serves"], marks=pytest.mark.slow)])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    code, out, err = call(*arguments, settings={"KENTAN_WECHAT_TOKEN": "!"})
    assert (code, out) == (2, "")
    assert err.startswith("Usage: ")


def test_serve_names_every_setting_that_is_missing() -> None:
    assert [line.split(":")[0] for line in refusal("serve", settings={})] == list(ENOUGH)


def test_a_wrong_secret_is_refused_by_name_and_not_shown() -> None:
    (line,) = refusal("classify", settings={"KENTAN_WECHAT_TOKEN": "!hunter2!"})
    assert line.startswith("KENTAN_WECHAT_TOKEN: expected ")
    assert "hunter2" not in line


def test_safe_mode_without_a_key_is_refused() -> None:
    (line,) = refusal("serve", settings=ENOUGH | {"KENTAN_WECHAT_MODE": "safe"})
    assert line.startswith("KENTAN_WECHAT_MODE: expected ")


@pytest.mark.parametrize("command", ["serve", ALSO_CLASSIFY])
def test_a_missing_community_file_is_refused(command: str, tmp_path: Path) -> None:
    (line,) = refusal(command, settings=ENOUGH | {"KENTAN_COMMUNITY": str(tmp_path / "absent.toml")})
    assert "absent.toml" in line


def test_serve_refuses_a_database_that_is_not_there_and_leaves_none(tmp_path: Path) -> None:
    (line,) = refusal("serve", settings=ENOUGH | {"KENTAN_DATABASE_URL": f"sqlite:///{tmp_path}/kentan.db"})
    assert "run.py migrate" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", ALSO_MIGRATE])
def test_a_file_that_is_no_database_is_refused(command: str, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear neighbours, " * 100, encoding="utf-8")
    (line,) = refusal(command, settings=ENOUGH | {"KENTAN_DATABASE_URL": f"sqlite:///{tmp_path}/letter"})
    assert "file is not a database" in line


@pytest.mark.parametrize("command", ["serve", ALSO_MIGRATE])
def test_a_server_that_cannot_be_reached_is_refused_without_its_password(command: str) -> None:
    address = "postgresql://kentan:hunter2@127.0.0.1:1/kentan"
    (line,) = refusal(command, settings=ENOUGH | {"KENTAN_DATABASE_URL": address})
    assert "127.0.0.1:1/kentan cannot be used" in line
    assert "hunter2" not in line


def test_more_workers_than_one_are_refused(sqlite_url: str) -> None:
    (line,) = refusal("serve", "--workers", "2", settings=ENOUGH | {"KENTAN_DATABASE_URL": sqlite_url})
    assert "needs PostgreSQL" in line


@pytest.mark.parametrize("command", ["serve", ALSO_DEMO])
def test_a_port_in_use_is_refused(command: str, sqlite_url: str) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = ENOUGH | {"KENTAN_DATABASE_URL": sqlite_url}
        reasons = refusal(command, "--port", str(port), settings=settings)
    assert reasons == [f"cannot listen on 127.0.0.1:{port}: address already in use"]


def test_migrating_twice_is_doing_it_once(tmp_path: Path) -> None:
    settings = {"KENTAN_DATABASE_URL": f"sqlite:///{tmp_path}/new/kentan.db"}
    code, first, _ = call("migrate", settings=settings)
    assert (code, first[:16]) == (0, "schema empty -> ")
    newest = first.split()[-1]
    assert call("migrate", settings=settings) == (0, f"schema {newest}\n", "")


@pytest.mark.parametrize("locale", ["C", pytest.param("C.UTF-8", marks=pytest.mark.slow)])
def test_classify_prints_an_object_a_line(locale: str) -> None:
    """contract.md, "Commands"."""
    settings = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, out, err = call("classify", settings=settings, said=SAID)
    assert (code, err) == (0, "")
    heard = [json.loads(line) for line in out.splitlines()]
    assert [each["text"] for each in heard] == ["楼道灯坏了三天没人修", "煤气漏了！！", "", "0", "😀", "\ufffd\ufffd"]
    keys = ["text", "intent", "category", "confidence", "emergency"]
    assert [list(each)[:5] for each in heard] == [keys] * len(heard)
    assert all(each["intents"][0] == each["intent"] for each in heard)
    assert (heard[0]["intent"], heard[0]["category"], heard[0]["emergency"]) == ("complaint", "公共照明", None)
    assert heard[1]["emergency"] == "gas"
    assert "楼道灯" in out, "readable, not escaped"


def test_secrets_from_files_and_a_supervisor_that_ends_it(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"KENTAN_DATABASE_URL": sqlite_url, "KENTAN_WECHAT_APP_ID": ENOUGH["KENTAN_WECHAT_APP_ID"]}
    for name in ENOUGH.keys() - settings.keys():
        (tmp_path / name).write_text(ENOUGH[name] + "\n", encoding="utf-8")
        settings[f"{name}_FILE"] = str(tmp_path / name)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running("serve", "--port", str(port), settings=settings, until="serving on") as service:
        assert [status(f"{address}/{where}") for where in ("healthz", "readyz", "metrics")] == [200, 200, 200]
        service.send_signal(signal.SIGTERM)
        out, _ = service.communicate(timeout=LONGEST)
        assert service.returncode == 0
        assert [line for line in out.splitlines() if " INFO " not in line and "APP_SECRET is not set" not in line] == []


def test_a_secret_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (line,) = refusal("migrate", settings={"KENTAN_DATA_KEY_FILE": str(tmp_path / "absent")})
    assert line.startswith("KENTAN_DATA_KEY_FILE: expected ")


@pytest.mark.slow
def test_the_demo_opens_both_addresses_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    with running("demo", "--port", str(port), settings={"TMPDIR": str(tmp_path)}, until="Ctrl-C") as demo:
        assert [each.name.startswith("kentan-demo-") for each in tmp_path.iterdir()] == [True]
        assert [status(f"http://127.0.0.1:{port}/readyz"), status(f"http://127.0.0.1:{port + 1}/")] == [200, 200]
        demo.send_signal(signal.SIGINT)
        out, _ = demo.communicate(timeout=LONGEST)
        assert (demo.returncode, out) == (0, "")
    assert list(tmp_path.iterdir()) == []
