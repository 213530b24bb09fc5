"""The source tree as the architecture tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "csn_app"

ROOMS = (
    "help",
    "home",
    "desk",
    "operations",
    "assistance",
    "interop",
    "settings",
    "rights",
    "history",
    "emergency",
    "circle",
    "catalogue",
    "summary",
    "agenda",
    "prevention",
    "messaging",
    "documents",
    "profile",
    "identity",
    "notifications",
    "audit",
    "access",
    "storage",
    "core",
)
"""The rooms in their order: each imports only rooms to its right."""

BOUNDARY = ("edge", "ui")
FREE = ("jobs", "launch")
"""What may import every room, and is imported by none."""


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, its room (the package under ``csn_app``) and its door (the file's name)."""

    path: Path

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    @property
    def room(self) -> str:
        parts = self.path.relative_to(PACKAGE).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def door(self) -> str:
        return self.path.stem.split("_")[0] if self.path.stem.startswith(DOORS) else self.path.stem

    @property
    def lines(self) -> int:
        return len(self.path.read_text(encoding="utf-8").splitlines())

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield each imported module of ours with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names if alias.name.startswith("csn_app"))
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("csn_app"):
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield (inner if _is_module(inner) else node.module), node.lineno

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function of the module, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


DOORS = ("state_", "page_", "form_", "service_", "http_")


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_module(name: str) -> bool:
    path = ROOT / Path(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the product."""
    return tuple(Module(path) for path in sorted(PACKAGE.rglob("*.py")) if "__pycache__" not in path.parts)


def room_of(name: str) -> str:
    """Return the room of a dotted module name."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""
