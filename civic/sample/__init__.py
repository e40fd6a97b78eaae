"""Sample 示例: a small invented community for the demo; nobody and no place in it exists.

Everything is made by the actions that people and commands use, some weeks back: it looks as it would have come to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic import code, resident
from civic.rights import OPERATOR
from civic.sample import cases, homes, talks, votes
from config.community import Community
from storage import courier, post
from storage import resident as residents
from storage.household import Relation
from storage.post import Role
from storage.sealed import Seal
from storage.tx import Tx

WEEKS = 5
RESIDENTS = 24  # who are not shown


@dataclass(frozen=True, slots=True)
class Cast:
    """The openids of those whom the demo shows; `followers` are all who follow from the start."""

    followers: Sequence[str]
    grid_worker: str
    committee: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter to a home says: which home, and the code that opens it once."""

    home: str
    code: str


def fill(tx: Tx, community: Community, cast: Cast, seal: Seal, now: datetime) -> Letter:
    """Fill an empty database; the letter that one of those who are shown found in the letter box."""
    begun = now - timedelta(weeks=WEEKS)
    openids = [*cast.followers, *(f"sample-{number}" for number in range(RESIDENTS))]
    people = {openid: residents.add(tx, openid, begun) for openid in openids}
    for number in people.values():
        resident.follow(tx, number, begun)
    first = homes.fill(tx, community, seal, begun)
    post.add(tx, people[cast.grid_worker], Role.GRID_WORKER, "", begun)
    post.add(tx, people[cast.committee], Role.COMMITTEE, "", begun)
    shown = [people[openid] for openid in cast.followers if openid not in (cast.grid_worker, cast.committee)]
    others = [people[openid] for openid in openids[len(cast.followers) :]]
    cases.fill(tx, community, [*shown, *others], now)
    talks.fill(tx, community, others, now)
    votes.fill(tx, others, now)
    for number in others:
        resident.unfollow(tx, number, now)  # their phones are not shown: from here on nothing is sent to them
    courier.call_sent(tx, now)  # what those weeks had to say was said in them
    return Letter(first.said, code.make_home_code(tx, OPERATOR, first, Relation.OWNER, now))
