"""Round 轮次, made: a draft with everything that decides, and its publishing, after which nothing of it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civic import rights
from civic.errors import Refusal
from civic.rights import Actor
from civic.round.rules import hash_of, rules_text
from civic.round.view import RoundView, get, projects
from civic.tally import RULES
from storage import audit
from storage import round as rounds
from storage.round import Electorate, RoundState
from storage.tx import Tx

RULE = next(iter(RULES))
MOST_PROJECTS = 40
MOST_PICKS = 10  # that many titles fit into one message that reads them back
LONGEST_TITLE = 24  # characters: sixteen of them fit into one message
LONGEST_ROUND_TITLE = 20
LONGEST_ABOUT = 200


@dataclass(frozen=True, slots=True)
class NewProject:
    """What a draft says of a project; its number is its place. `cost` in fen; None: not estimated."""

    title: str
    about: str = ""
    cost: int | None = None


def draft(
    tx: Tx,
    actor: Actor,
    title: str,
    electorate: Electorate,
    max_picks: int,
    winners: int,
    opens_at: datetime,
    closes_at: datetime,
    projects: Sequence[NewProject],
    now: datetime,
) -> int:
    """Write a round down; its number. `projects` in the order of the ballot, which decides between equal ones.

    Refused: `not_allowed`; `round_title`, `round_times`, `round_projects`, `round_project`, `round_same_title`,
    `round_winners`, `round_picks`, each with what would do.
    """
    rights.demand(actor, rights.MAKES_ROUNDS)
    clean = [NewProject(each.title.strip(), each.about.strip(), each.cost) for each in projects]
    _check_round(title.strip(), opens_at, closes_at, now)
    _check_projects(clean)
    _check_limits(max_picks, winners, len(clean))
    facts = {
        "title": title.strip(),
        "state": RoundState.DRAFT,
        "electorate": electorate,
        "rule": RULE,
        "max_picks": max_picks,
        "winners": winners,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "rules_text": "",
        "rules_hash": "",
        "key": "",
        "roll_size": 0,
        "result": None,
        "announced_at": None,
        "made_by": actor.name,
    }
    rows = [
        {"number": number, "title": each.title, "about": each.about, "cost": each.cost}
        for number, each in enumerate(clean, 1)
    ]
    round_id = rounds.add(tx, facts, rows)
    _record(tx, actor, "round.draft", round_id, {}, {"state": RoundState.DRAFT, "projects": len(rows)}, now)
    return round_id


def publish(tx: Tx, actor: Actor, round_id: int, now: datetime) -> RoundView:
    """Fix the rules and announce the instants; from now on nothing of the round changes.

    Refused: `not_allowed`, `round_not_found`, `round_published`, `round_times` (its opening has passed),
    `round_overlaps`.
    """
    rights.demand(actor, rights.MAKES_ROUNDS)
    tx.hold("rounds")  # of two that are published at once, one sees the other
    found = get(tx, round_id)
    if found is None:
        raise Refusal("round_not_found")
    if found.state is not RoundState.DRAFT:
        raise Refusal("round_published")
    _check_round(found.title, found.opens_at, found.closes_at, now)
    if others := rounds.overlapping(tx, found.opens_at, found.closes_at):
        raise Refusal("round_overlaps", {"number": others[0]})
    text = rules_text(found, projects(tx, round_id))
    fixed: dict[str, object] = {"state": RoundState.SCHEDULED, "rules_text": text, "rules_hash": hash_of(text)}
    if not rounds.change(tx, round_id, RoundState.DRAFT, fixed):
        raise Refusal("round_published")
    after: dict[str, object] = {"state": RoundState.SCHEDULED, "rules_hash": fixed["rules_hash"]}
    _record(tx, actor, "round.publish", round_id, {"state": RoundState.DRAFT}, after, now)
    published = get(tx, round_id)
    assert published  # noqa: S101  # it was changed a line above, in this transaction
    return published


def _check_round(title: str, opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if not 0 < len(title) <= LONGEST_ROUND_TITLE or "\n" in title:
        raise Refusal("round_title", {"most": LONGEST_ROUND_TITLE})
    if not now < opens_at < closes_at:
        raise Refusal("round_times")


def _check_projects(projects: Sequence[NewProject]) -> None:
    if not 2 <= len(projects) <= MOST_PROJECTS:
        raise Refusal("round_projects", {"most": MOST_PROJECTS})
    for number, each in enumerate(projects, 1):
        one_line = "\n" not in each.title + each.about
        fits = 0 < len(each.title) <= LONGEST_TITLE and len(each.about) <= LONGEST_ABOUT
        if not (one_line and fits) or (each.cost is not None and each.cost < 0):
            raise Refusal("round_project", {"number": number, "most": LONGEST_TITLE, "about": LONGEST_ABOUT})
    titles = [each.title for each in projects]
    if twice := next((title for title in titles if titles.count(title) > 1), None):
        raise Refusal("round_same_title", {"title": twice})


def _check_limits(max_picks: int, winners: int, count: int) -> None:
    if not 1 <= winners < count:
        raise Refusal("round_winners", {"most": count - 1})
    if not 1 <= max_picks <= min(MOST_PICKS, count):
        raise Refusal("round_picks", {"most": min(MOST_PICKS, count)})


def _record(
    tx: Tx,
    actor: Actor,
    action: str,
    round_id: int,
    before: dict[str, object],
    after: dict[str, object],
    now: datetime,
) -> None:
    audit.record(tx, at=now, actor=actor.name, action=action, subject=f"round:{round_id}", before=before, after=after)
