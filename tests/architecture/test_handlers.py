"""Every handler of every State says who may knock, and every page says who may see it."""

import subprocess
import sys

_READ_REGISTRY = """
import csn_app.csn_app as built
from reflex_base.registry import RegistrationContext
from csn_app import routes
from csn_app.edge.guard import _is_framework
from csn_app.edge.markers import may_knock

unmarked = [
    name for name, registered in RegistrationContext.get().event_handlers.items()
    if "csn_app" in name and not name.endswith(".setvar") and not may_knock(registered.handler.fn)
]
pages = {"/" + route.strip("/") for route in built.app._unevaluated_pages if route != "404"}
print("UNMARKED", *sorted(unmarked))
print("PAGES", *sorted(pages))
print("GUARDED", *sorted(routes.PAGES))
"""


def test_every_handler_is_marked_and_every_page_guarded() -> None:
    # In a process of its own: Reflex keeps one App for a process.
    ran = subprocess.run(
        [sys.executable, "-c", _READ_REGISTRY], capture_output=True, text=True, check=True, timeout=120
    )
    answers = {line.split()[0]: line.split()[1:] for line in ran.stdout.splitlines() if line.strip()}
    assert answers["UNMARKED"] == []
    assert answers["PAGES"] == answers["GUARDED"]
