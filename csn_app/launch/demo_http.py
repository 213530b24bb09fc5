"""What testers find in demo mode, and nowhere else: the outbox, a way in, the clock."""

from starlette.routing import Route

ROUTES: list[Route] = []

WITHOUT_ORIGIN: dict[str, str] = {
    "/_demo/session": "demo: testers' tools sign a browser in",
    "/_demo/person": "demo: testers' tools make a person",
    "/_demo/clock": "demo: testers' tools move the clock",
    "/_demo/reset": "demo: testers' tools start again",
}
"""Routes that need no Origin, with the reason; they exist in demo mode only."""
