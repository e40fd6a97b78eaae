"""Top 得票最多: the N projects with most votes; who is equal comes in the order that was published (budget.md)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

P = TypeVar("P", int, str)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[P]):
    """What was counted. `winners` in the order in which they were chosen.

    `gaps`: how many more votes each of the others would have needed to be chosen, all else being equal.
    """

    winners: tuple[P, ...]
    votes: Mapping[P, int]
    gaps: Mapping[P, int] = field(default_factory=dict)


def top(ballots: Iterable[Collection[P]], projects: Sequence[P], winners: int, least: int = 0) -> Outcome[P]:
    """Count: each ballot gives one vote to each project on it. `projects` stand in the published order.

    `least`: with fewer votes nothing is chosen, and there may be fewer winners.

    Raises ValueError for a ballot that names something else, or the same thing twice.
    """
    counted: Counter[P] = Counter()
    for ballot in ballots:
        if len(set(ballot)) != len(ballot):
            raise ValueError("a ballot names a project twice")
        counted.update(ballot)
    if unknown := counted.keys() - set(projects):
        raise ValueError(f"ballots name what is no project: {', '.join(map(str, sorted(unknown)))}")
    votes = {project: counted[project] for project in projects}
    ranked = sorted(projects, key=lambda project: -votes[project])  # stable: equal ones keep their order
    chosen = [project for project in ranked[:winners] if votes[project] >= least]
    if len(chosen) < min(winners, len(projects)):
        return Outcome(tuple(chosen), votes, {each: least - votes[each] for each in projects if each not in chosen})
    return Outcome(tuple(chosen), votes, _gaps(projects, votes, chosen, least))


def _gaps(projects: Sequence[P], votes: Mapping[P, int], chosen: Sequence[P], least: int) -> Mapping[P, int]:
    """Whoever stands before the last winner in the published order needs as many votes as it, others one more."""
    if not chosen:
        return {}
    order = {project: at for at, project in enumerate(projects)}
    last = chosen[-1]
    return {
        project: max(votes[last] + (order[project] > order[last]), least) - votes[project]
        for project in projects
        if project not in chosen
    }
