"""How fast the webhook answers, beside servers that do less and bots that do the same (`make bench`)."""

import json
import os
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from benchmarks.harness.contestants import CONTESTANTS
from benchmarks.harness.promises import verdicts
from benchmarks.harness.rounds import Record, play
from benchmarks.harness.table import table

_NAMES = [contestant.name for contestant in CONTESTANTS]


@click.command()
@click.option("--seconds", default=4.0, show_default=True, help="Measured time for each server and round.")
@click.option("--rounds", default=3, show_default=True, help="How often every server has its turn.")
@click.option("--only", multiple=True, type=click.Choice(_NAMES), help="Leave the others out; may be repeated.")
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write all samples there too.")
def main(seconds: float, rounds: int, only: tuple[str, ...], file: Path | None) -> None:
    """Measure all servers in turn on this machine; exit 1 when one is missing or answered wrongly."""
    # A service manager's stop ends the servers in order, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = [contestant for contestant in CONTESTANTS if not only or contestant.name in only]
    records = play(chosen, rounds, seconds, lambda line: click.echo(line, err=True))
    click.echo(table(records))
    click.echo("\n".join(verdicts(records)))
    if file:
        file.write_text(json.dumps(_report(records, seconds), ensure_ascii=False, indent=1) + "\n")
    sys.exit(0 if all(_is_good(record) for record in records) else 1)


def _is_good(record: Record) -> bool:
    return not record.missing and not any(sample.wrong for sample in record.samples)


def _report(records: Sequence[Record], seconds: float) -> dict[str, Any]:
    return {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "seconds": seconds,
        "servers": {
            record.contestant.name: {
                "title": record.contestant.title,
                "samples": [asdict(sample) for sample in record.samples],
                "stalls_ms": record.stalls,
                "missing": record.missing,
            }
            for record in records
        },
    }


if __name__ == "__main__":
    main()
