"""Who may see the metrics, what they say when the database does not answer, and how many series there are at most."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import psycopg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from psycopg import sql
from sqlalchemy.engine import make_url

from bot.metrics import MOST_SERIES, Metrics
from tests.engines import POSTGRES
from tests.town import town
from web.watch import Watch

TOKEN = "figures-for-prometheus-数"
PROXIES_SAY = (
    b"X-Forwarded-For: 203.0.113.7",
    b"X-Real-IP: 203.0.113.7",
    b"Forwarded: for=203.0.113.7",
    b"Via: 1.1 proxy",
    b"X-Forwarded-Host: community.example",
    b"X-Forwarded-Proto: https",
)
NOT_THE_TOKEN = (b"", b"Bearer", b"Bearer ", b"Bearer \xff", b"Bearer \xed\xa0\x80", b"Basic eDp5", b"\xff")


async def good() -> bool:
    """A database that answers."""
    return True


async def three() -> Mapping[str, int]:
    """An outbox in which something waits."""
    return {"waiting": 3}


async def for_ever() -> bool:
    """A database that hangs."""
    return bool(await asyncio.get_running_loop().create_future())


@asynccontextmanager
async def served(token: str = "", is_ready: Callable[[], Awaitable[bool]] = good) -> AsyncIterator[int]:
    """The addresses for those who watch; their port."""
    app = web.Application()
    app.add_routes(Watch(is_ready, three, Metrics().text, token).routes())
    async with TestServer(app) as server:
        assert server.port
        yield server.port


async def get(port: int, path: str, *headers: bytes) -> tuple[int, str]:
    """Status and body; sent by hand, since no client would send such headers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = (f"GET {path} HTTP/1.1".encode(), b"Host: localhost", b"Connection: close", *headers, b"", b"")
    writer.write(b"\r\n".join(request))
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), body.decode()


async def test_without_a_token_this_machine_sees_the_figures() -> None:
    async with served() as port:
        status, text = await get(port, "/metrics")
    assert status == 200
    assert 'kentan_outbox_rows{state="waiting"} 3.0' in text


@pytest.mark.parametrize("said", PROXIES_SAY)
async def test_without_a_token_nobody_sees_them_through_a_proxy(said: bytes) -> None:
    async with served() as port:
        assert await get(port, "/metrics", said) == (403, "")


async def test_who_has_the_token_sees_them_through_a_proxy_too() -> None:
    async with served(TOKEN) as port:
        status, _ = await get(port, "/metrics", f"Authorization: Bearer {TOKEN}".encode(), *PROXIES_SAY)
    assert status == 200


@pytest.mark.parametrize("given", NOT_THE_TOKEN)
async def test_whatever_else_is_given_for_the_token_is_403(given: bytes) -> None:
    async with served(TOKEN) as port:
        assert await get(port, "/metrics") == (403, "")
        assert await get(port, "/metrics", b"Authorization: " + given) == (403, "")


@contextmanager
def away(url: str) -> Iterator[None]:
    """Inside, the database throws everybody out and lets nobody in."""
    name = make_url(url).database or ""
    change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(change.format(sql.Identifier(name), sql.Literal(False)))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        server.execute(change.format(sql.Identifier(name), sql.Literal(True)))


async def test_a_database_that_is_gone_leaves_the_other_figures(postgres_url: str) -> None:
    async with town(postgres_url) as place:
        await place.say("resident", "楼道灯坏了")
        assert (await get(place.port, "/readyz"))[0] == 200
        with away(postgres_url):
            status, text = await get(place.port, "/metrics")
            assert await get(place.port, "/readyz") == (503, "not ready\n")
            assert await get(place.port, "/healthz") == (200, "ok\n")
    assert status == 200
    assert "kentan_turn_seconds_count 1.0" in text
    assert "kentan_outbox_rows{" not in text


async def test_a_database_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.watch.PATIENCE", 0.01)
    async with served(is_ready=for_ever) as port:
        assert await get(port, "/readyz") == (503, "not ready\n")


def test_what_no_longer_waits_is_no_longer_told() -> None:
    metrics = Metrics()
    assert b'kentan_outbox_rows{state="waiting"} 3.0' in metrics.text({"waiting": 3})
    assert b"kentan_outbox_rows{" not in metrics.text({})
    metrics.text({"waiting": 3})
    assert b"kentan_outbox_rows{" not in metrics.text(None)


def test_words_that_somebody_sends_do_not_make_series_without_end() -> None:
    metrics = Metrics()
    for number in range(MOST_SERIES + 100):
        metrics.message(f"word{number}", "answered", 0.01)
    metrics.message("word0", "answered", 0.01)
    lines = metrics.text({}).decode().splitlines()
    series = [line for line in lines if line.startswith("kentan_messages_total{")]
    assert len(series) == MOST_SERIES + 1
    assert 'kentan_messages_total{intent="other",outcome="answered"} 100.0' in series
    assert 'kentan_messages_total{intent="word0",outcome="answered"} 2.0' in series
