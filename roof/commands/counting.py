"""`tally`: counts a Pabulib file."""

import json
from pathlib import Path

import click

from civic import pabulib
from civic.errors import Unfit
from civic.tally import RULES, Outcome, top


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", required=True, help="; ".join(f"{name}: {what}" for name, what in RULES.items()))
@click.option("--winners", type=click.IntRange(1), help="top: how many are chosen")
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
def tally(file: Path, rule: str, winners: int | None, as_json: bool) -> None:
    """Count a Pabulib file by a rule; winners are printed in the order in which they were chosen."""
    if rule not in RULES:
        raise Unfit(f"--rule {rule}: this rule is not offered; {', '.join(RULES)}")
    if winners is None:
        raise click.UsageError("--rule top needs --winners N")
    election = _read(file)
    for line in election.disagreements():
        click.echo(f"warning: {line}", err=True)
    outcome = top(election.ballots, list(election.costs), winners)
    cost = sum(election.costs[project] for project in outcome.winners)
    if as_json:
        explanation = {
            "ballots": len(election.ballots),
            "votes": outcome.votes,
            "gaps": outcome.gaps,
            "ties": "the order of the file",
        }
        found = {"rule": rule, "winners": outcome.winners, "cost": cost, "explanation": explanation}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(outcome, cost)))


def _read(file: Path) -> pabulib.Election:
    try:
        return pabulib.read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as fault:
        raise Unfit(f"{file}: not UTF-8 at byte {fault.start}") from None


def _lines(outcome: Outcome[str], cost: int) -> list[str]:
    chosen = [f"{project}: {outcome.votes[project]} votes" for project in outcome.winners]
    others = [f"  {project}: {outcome.votes[project]} votes, {gap} short" for project, gap in outcome.gaps.items()]
    return [*chosen, f"cost {cost}", *(["not chosen:", *others] if others else [])]
