"""What is built is written down: settings, tables, routers, jobs, pages, sentences, metrics; links lead somewhere."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec

import pytest

from config.settings import Settings, variable
from config.wording import load_wording
from tests.house import ROOT, calls, files, product, spoken, text, texts_given, tree

REGISTERS = {
    ("storage.tables", "TABLES"): "docs/README.md",
    ("handlers", "ROUTERS"): "docs/README.md",
    ("schedules", "JOBS"): "docs/README.md",
    ("web", "PAGES"): "docs/README.md",
}
METRICS = frozenset({"Counter", "Gauge", "Histogram", "Summary", "Info"})
LINK = re.compile(r"(?:\]\(|<img src=\")(?!https?:|#)([^)#\s\"]+)")
SAID = re.compile(r"""\bsay\("([\w.]+)\"""")
# In backquotes, with a folder and an ending: `bot/turn.py`.
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|toml|md|html|js|css))`")


def pages() -> list[str]:
    return [name for name in files() if name.endswith(".md")]


def names(module: str, register: str) -> list[str]:
    """What a register lists, by the name each thing goes by; nothing while the room is not furnished."""
    if find_spec(module) is None:
        return []
    listed = getattr(import_module(module), register, ())
    return [getattr(each, "__tablename__", None) or getattr(each, "name", None) or each.__name__ for each in listed]


def said_in_templates() -> set[str]:
    """What the pages' templates say by name, or by the beginning of it: `say("case_state." + state)`."""
    return {name for file in files() if file.endswith(".html") for name in SAID.findall(text(file))}


@pytest.mark.parametrize(("where", "page"), REGISTERS.items(), ids=["tables", "routers", "jobs", "pages"])
def test_everything_registered_is_named_in_the_docs(where: tuple[str, str], page: str) -> None:
    written = text(page)
    assert [name for name in names(*where) if f"`{name}`" not in written] == []


def test_every_setting_is_in_the_table_with_its_default() -> None:
    written = text("docs/operations.md")
    rows = {variable(name): field.default for name, field in Settings.model_fields.items()}
    assert [name for name in rows if f"`{name}`" not in written] == []
    assert [default for default in rows.values() if default is not None and f"`{default}`" not in written] == []


def test_every_metric_is_explained() -> None:
    written = text("docs/operations.md")
    made = [call for name in product() for call in calls(tree(name)) if spoken(call.func) in METRICS and call.args]
    metrics = {str(getattr(call.args[0], "value", "")) for call in made}
    assert [metric for metric in metrics if f"`{metric}" not in written] == []


def test_every_sentence_is_in_the_list_of_sentences() -> None:
    written = text("docs/wording.md")
    assert [name for name in load_wording().templates if f"`{name}`" not in written] == []


def test_every_sentence_that_is_said_exists() -> None:
    known = load_wording().templates
    said = [(where, name) for where, name in texts_given({"say", "Say"}) if not where.startswith("simulator/")]
    said += [(where, name) for where, name in texts_given({"put", "put_all"}, position=3)]
    said += [(where, f"refusal.{code}") for where, code in texts_given({"Refusal"})]
    said += [("a template", name) for name in said_in_templates() if not name.endswith(".")]
    assert [(where, name) for where, name in said if name not in known] == []


def test_no_sentence_is_left_over() -> None:
    """Said by its name, or by the beginning of it: `f"emergency.{kind}"`; a refusal by its code."""
    speakers = [name for name in product() if not name.startswith(("config/", "simulator/"))]
    texts = {node.value for name in speakers for node in ast.walk(tree(name)) if isinstance(node, ast.Constant)}
    spoken_of = {each for each in texts if isinstance(each, str)} | said_in_templates()
    beginnings = tuple(each for each in spoken_of if re.fullmatch(r"(?!refusal)[a-z_]+\.", each))
    codes = {f"refusal.{code}" for _, code in texts_given({"Refusal"})}
    kept = [name for name in load_wording().templates if name not in spoken_of | codes]
    assert [name for name in kept if not beginnings or not name.startswith(beginnings)] == []


def test_links_and_paths_in_the_docs_lead_somewhere() -> None:
    links = [(page, link, [(ROOT / page).parent]) for page in pages() for link in LINK.findall(text(page))]
    paths = [(page, path, [ROOT, (ROOT / page).parent]) for page in pages() for path in PATH.findall(text(page))]
    assert [
        (page, target) for page, target, roots in links + paths if not any((root / target).exists() for root in roots)
    ] == []
