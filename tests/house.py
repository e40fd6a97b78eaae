"""Reading the house's own source: its files, what each imports, calls, says and declares."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "simulator", "storage", "civic", "bot", "handlers", "schedules", "web", "roof")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Every file that is, or is about to be, in the repository."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return tuple(name for name in sorted(set(names)) if (ROOT / name).is_file())


def text(name: str) -> str:
    """A file's content."""
    return (ROOT / name).read_text(encoding="utf-8")


def modules(*rooms: str) -> list[str]:
    """The Python files of the given rooms; of all when none is given."""
    return [name for name in files() if name.endswith(".py") and (not rooms or name.split("/")[0] in rooms)]


def product() -> list[str]:
    """What runs in a deployment or a demo: every room, and the roof."""
    return modules(*ROOMS, "run.py")


@cache
def tree(name: str) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(text(name), name)


def dotted(name: str) -> str:
    """A file's name as Python imports it: `bot/turn.py` as `bot.turn`."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def package_of(name: str) -> str:
    """The package a file's relative imports start from."""
    return dotted(name) if name.endswith("/__init__.py") else dotted(name).rpartition(".")[0]


def imports(module: ast.Module, package: str = "") -> Iterator[str]:
    """All that is imported, `from a import b` as `a.b`: only so is `from civic import errors` told apart."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, node.module] if node.module else above)
            yield from (f"{source}.{alias.name}" for alias in node.names)


def imported(name: str) -> list[str]:
    """What one file imports."""
    return list(imports(tree(name), package_of(name)))


def within(name: str, packages: Iterable[str]) -> bool:
    """Is this module, or something in it, inside one of the packages?"""
    return any(name == package or name.startswith(package + ".") for package in packages)


def spoken(node: ast.expr) -> str:
    """A called name as it is written: `datetime.now`; of a longer chain only the end, `read_text`."""
    if isinstance(node, ast.Attribute):
        return f"{node.value.id}.{node.attr}" if isinstance(node.value, ast.Name) else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call below a node."""
    return (below for below in ast.walk(node) if isinstance(below, ast.Call))


def calls_at_import(node: ast.AST) -> Iterator[str]:
    """What is called while a module is imported: not inside functions, not behind `if __name__`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda) or (isinstance(child, ast.If) and "__name__" in ast.unparse(child.test)):
            continue
        if isinstance(child, Function):
            evaluated = [*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)]
            yield from (spoken(call.func) for part in evaluated for call in calls(part))
            continue
        if isinstance(child, ast.Call):
            yield spoken(child.func)
        yield from calls_at_import(child)


def functions(name: str) -> Iterator[Function]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree(name)) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines of a function without its decorators and its docstring."""
    first = function.body[0]
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def texts_given(called: Iterable[str], position: int = 0) -> Iterator[tuple[str, str]]:
    """Where the product calls one of these with a literal text at that position, and the text: `say("menu")`."""
    wanted = frozenset(called)
    for name in product():
        for call in calls(tree(name)):
            given = call.args[position] if len(call.args) > position else None
            named = spoken(call.func).rpartition(".")[2] in wanted
            if named and isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield f"{name}:{call.lineno}", given.value
