"""`run.py serve` as a process of its own, to be killed."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from typing import Self

from tests.town import ROOT, account, free_port

ACCOUNT = account("plain")
OPENED = b"serving on"


class Server:
    """One process after the other on the same database; none outlives the `async with`."""

    def __init__(self, database_url: str) -> None:
        self.address = ""
        self._url = database_url
        self._process: Process | None = None
        self._said: asyncio.Task[bytes] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process and self._process.returncode is None:
            await self.kill()

    async def start(self) -> None:
        """Start it and wait until its port is open."""
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/wechat"
        command = (sys.executable, "run.py", "serve", "--port", str(port))
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=self._environment(), stderr=PIPE)
        assert process.stderr
        said = []
        async for line in process.stderr:
            if line.startswith(OPENED):
                break
            said.append(line.decode())
        else:
            raise AssertionError("serve ended:\n" + "".join(said))
        self._process, self._said = process, asyncio.create_task(process.stderr.read())

    async def kill(self) -> None:
        """SIGKILL: nothing of it gets another instruction."""
        assert self._process
        self._process.kill()
        await self._ended()

    async def terminate(self) -> str:
        """SIGTERM, as a supervisor does; what it said since its port was open."""
        assert self._process
        self._process.terminate()
        code, said = await self._ended()
        assert code == 0, said
        return said

    async def _ended(self) -> tuple[int, str]:
        assert self._process
        assert self._said
        return await self._process.wait(), (await self._said).decode()

    def _environment(self) -> dict[str, str]:
        ours = {
            "KENTAN_DATABASE_URL": self._url,
            "KENTAN_WECHAT_TOKEN": ACCOUNT.token,
            "KENTAN_WECHAT_APP_ID": ACCOUNT.app_id,
            "KENTAN_WECHAT_AES_KEY": ACCOUNT.aes_key or "",
            "KENTAN_WECHAT_MODE": "any",
            "KENTAN_SECRET_KEY": "s" * 32,
            "KENTAN_DATA_KEY": "d" * 32,
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("KENTAN_")} | ours
