"""Every message answered 200 is durable at that moment and its effect happens exactly once, whenever the process dies.

A kill does not prove an fsync: what makes a commit wait for the disk is asserted in tests/storage/test_engine.py.
"""

import asyncio
from random import Random

import psycopg
import pytest

from tests.durability.post import Post
from tests.durability.serving import Server
from tests.durability.stored import Stored

SHORTEST, LONGEST = 0.05, 0.5  # seconds of load before a kill


async def kill_often(database_url: str, kills: int) -> None:
    """Load it, kill it, compare; at last start it, deliver the rest, shut it down and compare again."""
    seed = Random().randrange(10**9)
    print(f"seed {seed}")
    post = Post(seed)
    async with Server(database_url) as server:
        for _ in range(kills):
            await server.start()
            load = asyncio.create_task(post.load(server.address))
            await asyncio.wait({load}, timeout=post.random.uniform(SHORTEST, LONGEST))
            assert not load.done(), "the server was gone before it was killed"
            await server.kill()
            await load
            Stored.read(database_url).holds(post.acknowledged)
        await server.start()
        await post.settle(server.address)
        assert "Traceback" not in await server.terminate()
    stored = Stored.read(database_url)
    stored.holds(post.acknowledged)
    assert len(stored.letters) == len(post.acknowledged) > kills
    print(f"{kills} kills, {len(post.acknowledged)} messages")


async def test_two_kills(database_url: str) -> None:
    await kill_often(database_url, 2)


@pytest.mark.slow
async def test_killed_between_accepting_and_answering(postgres_url: str) -> None:
    """No case can be filed for a while: messages are accepted, the platform is let go, and then the process dies."""
    post = Post(seed=1)
    async with Server(postgres_url) as server:
        await server.start()
        with psycopg.connect(postgres_url) as other:
            other.execute('LOCK TABLE "case" IN EXCLUSIVE MODE')
            post.unanswered = [mail for mail in (post.new() for _ in range(60)) if mail.kind == "complaint"]
            await post.settle(server.address)
            accepted = Stored.read(postgres_url)
            assert len(post.acknowledged) == len(accepted.letters) > 10
            assert {answer for mail in post.acknowledged for answer in mail.answers} == {""}
            assert {row.state for row in accepted.letters} == {"accepted"}
            await server.kill()
        await server.start()
        await post.settle(server.address)
        await server.terminate()
    stored = Stored.read(postgres_url)
    stored.holds(post.acknowledged)
    assert len(stored.cases) == len(stored.late) == len(post.acknowledged)


@pytest.mark.slow
async def test_twenty_kills_on_sqlite(sqlite_url: str) -> None:
    await kill_often(sqlite_url, 20)


@pytest.mark.slow
async def test_five_kills_on_postgres(postgres_url: str) -> None:
    await kill_often(postgres_url, 5)
