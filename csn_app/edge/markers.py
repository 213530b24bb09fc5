"""Who may knock at a handler. Every public method of a State is an endpoint: what has no marker is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from csn_app.core.actor import Quality

Handler = TypeVar("Handler", bound=Callable[..., Any])
MARK = "__may_knock__"


def _marker(*qualities: Quality) -> Callable[[Handler], Handler]:
    def mark(handler: Handler) -> Handler:
        setattr(handler, MARK, frozenset(qualities))
        return handler

    return mark


patient = _marker(Quality.HOLDER)
professional = _marker(Quality.PROFESSIONAL)
agent = _marker(Quality.AGENT)
operator = _marker(Quality.OPERATOR)
correspondent = _marker(Quality.HOLDER, Quality.PROFESSIONAL)
signed_in = _marker(Quality.HOLDER, Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR)


QUIET = "__is_quiet__"


def quiet(handler: Handler) -> Handler:
    """Mark a handler that a page calls by itself: it is no sign of a person, and keeps no session alive."""
    setattr(handler, QUIET, True)
    return handler


def is_quiet(handler: Callable[..., Any]) -> bool:
    """Say whether a handler is called by the page itself."""
    return getattr(handler, QUIET, False) is True


def may_knock(handler: Callable[..., Any]) -> frozenset[Quality]:
    """Return the qualities that a handler is marked for; none where it has no marker."""
    marked: frozenset[Quality] = getattr(handler, MARK, frozenset())
    return marked
