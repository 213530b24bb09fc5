"""No CORS: only our own pages speak to us.

Reflex wraps everything in a layer that answers preflights by itself, before the gate and without its headers. With
nobody allowed it would say nothing useful: it is left out, and a preflight is a request like another.
"""

from reflex.app import App
from starlette.applications import Starlette


def leave_out() -> None:
    """Replace the method of Reflex 0.10.1 that adds the layer."""
    App._add_cors = staticmethod(_add_nothing)  # type: ignore[method-assign]


def _add_nothing(api: Starlette) -> None:
    """Leave an application as it is."""
