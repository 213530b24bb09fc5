"""Permission first, trace left, handlers marked, pages guarded, sizes kept."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import FREE, ROOMS, ROOT, Module, modules

LONGEST_FUNCTION = 40
LONGEST_MODULE = 400
LONGEST_TEST = 600
LONGEST_HANDLER = 15
ASKS = {"require", "require_with", "fetch", "open_to_all"}


def _use_cases() -> list[tuple[Module, ast.FunctionDef]]:
    """Return every public function that takes a ``Work`` first: the use cases."""
    return [
        (module, function)
        for module in modules()
        if module.room in ROOMS
        and module.room not in {"core", "storage"}
        and module.path.stem not in {"policy", "matrix"}
        for function in module.tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_") and _takes_work(function)
    ]


def _takes_work(function: ast.FunctionDef) -> bool:
    first = function.args.args[:1]
    return bool(first) and isinstance(first[0].annotation, ast.Name) and first[0].annotation.id == "Work"


def _first_statement(function: ast.FunctionDef) -> ast.stmt:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[0]


def _asks(statement: ast.stmt) -> str:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "policy":
                return node.func.attr
    return ""


OUTWARD = {"state", "page", "form", "http", "session"}
"""The doors that the world knocks at."""

DEMO = {
    "csn_app.launch.demo",
    "csn_app.launch.demo_desk",
    "csn_app.launch.demo_http",
    "csn_app.launch.demo_person",
    "csn_app.launch.demo_relatives",
}
"""The demonstration makes its people by hand; it does not exist elsewhere (tests/attacks)."""


def _named_functions(module: Module) -> Iterator[tuple[str, int]]:
    """Yield the dotted name of each function of ours that a module mentions, with its line."""
    known: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("csn_app"):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id in known:
            yield known[node.id], node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            yield f"{known[node.value.id]}.{node.attr}", node.lineno


def test_whatever_the_world_can_reach_asks_the_policy_first() -> None:
    silent = {f"{module.name}.{f.name}" for module, f in _use_cases() if not _asks(_first_statement(f))}
    found = [
        f"{module.name}:{line} reaches {name}"
        for module in modules()
        if (module.door in OUTWARD or module.room in FREE) and module.name not in DEMO
        for name, line in _named_functions(module)
        if name in silent
    ]
    assert not found, "use cases whose first statement asks nothing:\n" + "\n".join(found)


def test_a_service_holds_use_cases_only() -> None:
    found = [
        f"{module.name}.{function.name}"
        for module, function in _use_cases()
        if module.door == "service" and not _asks(_first_statement(function))
    ]
    assert not found, "functions of a service that ask nothing:\n" + "\n".join(found)


def test_what_is_open_to_all_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = [
        f"{module.name}.{function.name}"
        for module, function in _use_cases()
        if _asks(_first_statement(function)) == "open_to_all"
    ]
    with capsys.disabled():
        print("\nopen to all:", *sorted(listed), sep="\n  ")
    assert listed


def test_no_commit_goes_round_the_trail() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.room in ROOMS and module.room not in {"core", "storage"}
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and ast.unparse(node.func.value).endswith(".db")
    ]
    assert not found, "commits without a trace:\n" + "\n".join(found)


def test_no_module_and_no_function_is_too_long() -> None:
    found = [f"{m.name}: {m.lines} lines" for m in modules() if m.lines > LONGEST_MODULE]
    found += [
        f"{m.name}.{f.name}: {_length(f)} lines"
        for m in modules()
        for f in m.functions()
        if _length(f) > LONGEST_FUNCTION
    ]
    tests = [p for p in (ROOT / "tests").rglob("*.py") if len(p.read_text().splitlines()) > LONGEST_TEST]
    found += [f"{p}: too long" for p in tests]
    assert not found, "too long:\n" + "\n".join(found)


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def test_package_files_are_empty() -> None:
    assert not [m.name for m in modules() if m.path.name == "__init__.py" and m.path.read_text().strip()]


def test_imports_stand_at_the_top() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found, "imports inside a function:\n" + "\n".join(found)


def test_handlers_are_short_and_catch_only_facts() -> None:
    found = []
    for module in modules():
        if module.door != "state" and module.path.stem != "session":
            continue
        for function in module.functions():
            if isinstance(function, ast.AsyncFunctionDef) and not function.name.startswith("_"):
                body = function.body[1:] if ast.get_docstring(function) else function.body
                if body and (function.end_lineno or 0) - body[0].lineno + 1 > LONGEST_HANDLER:
                    found.append(f"{module.name}.{function.name} is longer than {LONGEST_HANDLER} lines")
            found += [
                f"{module.name}:{node.lineno} catches everything"
                for node in ast.walk(function)
                if isinstance(node, ast.ExceptHandler)
                and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
            ]
    assert not found, "\n".join(found)


def test_no_screen_uses_what_the_policy_of_content_forbids() -> None:
    words = ("rx.toast", "rx.call_script", "rx.upload", "rx.markdown", "rx.Cookie", "rx.LocalStorage", "style={")
    found = [
        f"{module.name}: {word}"
        for module in modules()
        for word in words
        if word in module.path.read_text(encoding="utf-8")
    ]
    assert not found, "\n".join(found)
