"""The lines of the house (docs/README.md): who may import whom, where a library lives, how large things grow."""

import ast
import re
import statistics

import pytest

from tests.house import (
    ROOMS,
    calls,
    calls_at_import,
    dotted,
    files,
    functions,
    imported,
    imports,
    length,
    modules,
    product,
    spoken,
    text,
    tree,
    within,
)

# Pure leaves, open to every room but config and simulator, which know nobody.
LEAVES = frozenset({"civic.errors", "civic.numbers", "civic.place"})
MAY_IMPORT = {
    "config": frozenset[str](),
    "simulator": frozenset[str](),
    "storage": LEAVES,
    "civic": LEAVES | {"storage", "config"},
    "bot": LEAVES | {"storage", "config"},
    "handlers": LEAVES | {"bot", "civic", "config"},
    "schedules": LEAVES | {"civic", "config", "storage.tx"},
    "web": LEAVES | {"civic", "config", "storage.tx"},
    "roof": frozenset(ROOMS),
}
HOME = {
    "wechatpy": "bot/envelope.py",
    "jieba": "bot/understanding/",
    "apscheduler": "schedules/runner.py",
    "sqlalchemy": "storage/",
    "sqlmodel": "storage/",
    "alembic": "storage/",
    "sqlite3": "storage/",
    "psycopg": "storage/",
}
# The platform is another machine and has a clock of its own, which the demo moves.
CLOCKS = ("config/clock.py", "simulator/")
TIME_OF_DAY = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"})
# What opens, creates, loads or reads: never while a module is being imported.
DOING = frozenset({"open", "open_engine", "create_engine", "connect", "read_text", "read_bytes", "write_text", "mkdir"})
DOING |= {"getenv", "start", "start_http_server", "load_settings", "load_community", "load_wording", "load_lexicon"}
DOING |= {"Understanding", "Database", "set_up_logging", "basicConfig", "run", "system_clock", "initialize", "load"}
# Alembic runs this file as a script.
RUN_AS_SCRIPT = "storage/migrations/env.py"

LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 250, 45, 10
CODE_OR_PAGE = (".py", ".js", ".css", ".html", ".mako", ".toml")
# Data that is read as a table, and migrations, which are history.
MAY_BE_LONG = ("config/lexicon/", "storage/migrations/versions/")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    ours = [(name, got) for name in modules(room) for got in imported(name) if within(got, (*ROOMS, "run", "tests"))]
    assert [(name, got) for name, got in ours if not within(got, MAY_IMPORT[room] | {room})] == []


def test_the_pure_leaves_import_nothing_of_ours() -> None:
    leaves = [name for name in modules("civic") if dotted(name) in LEAVES]
    ours = [(name, got) for name in leaves for got in imported(name) if within(got, ROOMS)]
    assert [(name, got) for name, got in ours if not within(got, LEAVES)] == []


def test_handlers_do_not_import_each_other() -> None:
    """A feature is one module or one folder; only the register in handlers/__init__.py knows them all."""
    features = [name for name in modules("handlers") if name != "handlers/__init__.py"]
    found = [(name, got) for name in features for got in imported(name) if got.startswith("handlers.")]
    assert [(name, got) for name, got in found if got.split(".")[1] != dotted(name).split(".")[1]] == []


def test_nothing_imports_the_roof() -> None:
    below = modules(*(room for room in ROOMS if room != "roof"), "benchmarks")
    assert [name for name in below for got in imported(name) if within(got, ["run", "roof"])] == []


@pytest.mark.parametrize("library", HOME)
def test_a_library_stays_at_home(library: str) -> None:
    found = [name for name in product() for got in imported(name) if within(got, [library])]
    assert [name for name in found if not name.startswith(HOME[library])] == []


def test_sql_is_written_in_storage_only() -> None:
    sql = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+TABLE)\s", re.S)
    literals = [
        (name, node.value)
        for name in product()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [
        (name, literal) for name, literal in literals if sql.match(literal) and name.split("/")[0] != "storage"
    ] == []


def test_the_time_of_day_is_asked_in_one_place() -> None:
    asked = [(name, spoken(call.func)) for name in product() for call in calls(tree(name))]
    assert [(name, call) for name, call in asked if call in TIME_OF_DAY and not name.startswith(CLOCKS)] == []


def test_importing_a_module_does_nothing() -> None:
    done = [(name, call) for name in product() for call in calls_at_import(tree(name)) if name != RUN_AS_SCRIPT]
    assert [(name, call) for name, call in done if call.rpartition(".")[2] in DOING] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name in modules() if not ast.get_docstring(tree(name))] == []


def test_files_stay_readable() -> None:
    grown = [name for name in files() if name.endswith(CODE_OR_PAGE) and not name.startswith(MAY_BE_LONG)]
    sizes = {name: len(text(name).splitlines()) for name in grown}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_functions_stay_short() -> None:
    measured = [name for name in modules() if not name.startswith(MAY_BE_LONG)]
    lengths = {f"{name}:{each.lineno} {each.name}": length(each) for name in measured for each in functions(name)}
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) < MEDIAN_FUNCTION


def test_every_exception_to_a_check_gives_its_reason() -> None:
    silent = re.compile(r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[\w, -]+\])?)\s*$")
    lines = [(name, number, line) for name in modules() for number, line in enumerate(text(name).splitlines(), 1)]
    assert [f"{name}:{number}" for name, number, line in lines if silent.search(line)] == []


SEEN = {
    "import civic.case as c": ["civic.case"],
    "from civic import case, errors": ["civic.case", "civic.errors"],
    "from . import menu": ["handlers.case.menu"],
    "from ..menu import digits": ["handlers.menu.digits"],
    "def later():\n    from run import main": ["run.main"],
}


@pytest.mark.parametrize(("source", "names"), SEEN.items())
def test_no_way_of_importing_is_overlooked(source: str, names: list[str]) -> None:
    assert list(imports(ast.parse(source), "handlers.case")) == names


DONE = {
    "data = open('x')": ["open"],
    "class A:\n    engine = create_engine(url)": ["create_engine"],
    "def f(words=load_words()): return open('x')": ["load_words"],
    "@register(connect())\ndef f(): ...": ["register", "connect"],
    "if __name__ == '__main__':\n    run()": [],
    "later = lambda: open('x')": [],
    "text = Path(__file__).parent.joinpath('x').read_text()": ["read_text", "joinpath", "Path"],
}


@pytest.mark.parametrize(("source", "names"), DONE.items())
def test_what_happens_at_import_is_told_from_what_happens_later(source: str, names: list[str]) -> None:
    assert list(calls_at_import(ast.parse(source))) == names
