"""`import households`, `import charges`, `import payments`: a table from a file, all of it or none."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click

from civic.errors import Unfit
from civic.imports import charges, households, payments
from civic.imports.checked import Imported
from civic.imports.sheet import Row, read_sheet
from civic.imports.table import Table, read_table
from civic.rights import OPERATOR
from config.clock import system_clock
from config.community import load_community
from config.settings import Settings, plain
from roof.cli import with_settings
from roof.once import write_once
from storage.sealed import Seal

ON_TRIAL = "（试运行，什么都没有写入）"


@click.group("import")
def imports() -> None:
    """Take a table over from a file (csv in UTF-8 or GB18030, or xlsx): all of it, or nothing and every reason."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    dry_run = click.option("--dry-run", is_flag=True, help="check everything, write nothing")
    return file(dry_run(with_settings(command)))


@imports.command("households")
@_options
def import_households(settings: Settings, file: Path, dry_run: bool) -> None:
    """Homes: new ones are added, known ones updated, none deleted. Needs KENTAN_DATA_KEY: names are sealed."""
    if settings.data_key is None:
        raise Unfit("KENTAN_DATA_KEY: missing; expected any text of at least 32 characters, the service's own")
    seal = Seal(plain(settings.data_key), plain(settings.data_key_previous))
    table = _table(file, households.COLUMNS)
    community = load_community(settings.community)
    checked = households.read(table, community, _counted(table))
    store = partial(households.store, checked=checked, seal=seal, actor=OPERATOR, now=system_clock(), dry_run=dry_run)
    imported = write_once(settings, store)
    _tell(imported, f"新增 {imported.new} 户，更新 {imported.changed} 户，没有变化 {imported.same} 户", dry_run)
    if imported.missing:
        click.echo(f"有 {len(imported.missing)} 户在这些小区里、不在文件里，没有改动：", err=True)
        for home in imported.missing:
            click.echo(f"  {home}", err=True)


@imports.command("charges")
@_options
def import_charges(settings: Settings, file: Path, dry_run: bool) -> None:
    """Bill lines of homes that were imported before."""
    table = _table(file, charges.COLUMNS)
    community = load_community(settings.community)
    checked = charges.read(table, community, _counted(table))
    store = partial(charges.store, checked=checked, actor=OPERATOR, now=system_clock(), dry_run=dry_run)
    imported = write_once(settings, store)
    _tell(imported, f"导入 {imported.new} 笔应缴", dry_run)


@imports.command("payments")
@_options
def import_payments(settings: Settings, file: Path, dry_run: bool) -> None:
    """Receipts of homes that were imported before; a receipt number counts once."""
    table = _table(file, payments.COLUMNS)
    community = load_community(settings.community)
    checked = payments.read(table, community, _counted(table))
    store = partial(payments.store, checked=checked, actor=OPERATOR, now=system_clock(), dry_run=dry_run)
    imported = write_once(settings, store)
    _tell(imported, f"导入 {imported.new} 笔实缴", dry_run)


def _table(file: Path, columns: Sequence[str]) -> Table:
    table = read_table(read_sheet(file.read_bytes()), columns)
    if table.surplus:
        click.echo(f"warning: 没有用到、略过的列：{'、'.join(table.surplus)}", err=True)
    return table


def _counted(table: Table) -> Iterator[tuple[int, Row]]:
    """The rows, with a bar on stderr that fills as they are read."""
    with click.progressbar(table.rows, label=f"检查 {len(table.rows)} 行", file=sys.stderr) as rows:
        yield from rows


def _tell(imported: Imported, done: str, dry_run: bool) -> None:
    for remark in imported.remarks:
        click.echo(f"warning: {remark}", err=True)
    click.echo(done + (ON_TRIAL if dry_run else ""))
