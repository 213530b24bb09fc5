"""What can be attacked, read from the running code: a new handler or route is attacked without anyone remembering."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

from tests.site import ROOT

_READ = """
import inspect, json
from csn_app import csn_app, routes
from csn_app.edge.markers import may_knock
from reflex_base.registry import RegistrationContext

def parameters(fn):
    return [p for p in inspect.signature(fn).parameters.values()][1:]

print(json.dumps({
    "handlers": [
        [name, [[p.name, str(p.annotation)] for p in parameters(found.handler.fn)], sorted(may_knock(found.handler.fn))]
        for name, found in RegistrationContext.get().event_handlers.items()
    ],
    "routes": [[route.path, sorted(route.methods or [])] for route in csn_app.http_routes],
    "without_origin": csn_app._without_origin(),
    "pages": list(routes.PAGES),
}))
"""


@dataclass(frozen=True)
class Handler:
    """An event handler as the registry knows it; ``qualities`` are those that it is marked for."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    qualities: frozenset[str]

    @property
    def ours(self) -> bool:
        """Say whether it is of this product, not of Reflex."""
        return ".csn_app___" in self.name and not self.name.endswith(".setvar")


@dataclass(frozen=True)
class Surface:
    """Every handler, every HTTP route with its methods, the routes that need no Origin, the pages."""

    handlers: tuple[Handler, ...]
    routes: tuple[tuple[str, tuple[str, ...]], ...]
    without_origin: frozenset[str]
    pages: tuple[str, ...]


@cache
def surface() -> Surface:
    """Read it in a process of its own, in demo mode: loading the application changes the process that does."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CSN_")} | {"CSN_DEMO": "1"}
    read = subprocess.run(
        [sys.executable, "-c", _READ], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(read.stdout.splitlines()[-1])
    return Surface(
        handlers=tuple(
            Handler(name, tuple((p, kind) for p, kind in parameters), frozenset(qualities))
            for name, parameters, qualities in found["handlers"]
        ),
        routes=tuple((path, tuple(methods)) for path, methods in found["routes"]),
        without_origin=frozenset(found["without_origin"]),
        pages=tuple(found["pages"]),
    )
