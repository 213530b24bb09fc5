"""What testers find in demo mode, and nowhere else: the outbox, a way in, people, the clock, a fresh start."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import htpy as h
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from csn_app.core.actor import JOB, Quality
from csn_app.core.work import Trace, Work
from csn_app.edge import cookies
from csn_app.edge.http import use
from csn_app.identity import sessions
from csn_app.jobs import runner
from csn_app.launch import demo, demo_person
from csn_app.notifications import service as notifications
from csn_app.routes import HOME_OF
from csn_app.storage import installation
from csn_app.ui.html import page
from csn_app.ui.parts import heading

WITHOUT_ORIGIN: dict[str, str] = {
    "/_demo/session": "demo: testers' tools sign a browser in",
    "/_demo/person": "demo: testers' tools make a person",
    "/_demo/clock": "demo: testers' tools move the clock",
    "/_demo/reset": "demo: testers' tools start again",
}
"""Routes that need no Origin, with the reason; they exist in demo mode only."""


_MADE = (Quality.HOLDER, Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR)


async def outbox(request: Request) -> Response:
    """Show the newest messages, as a page to a browser and as JSON to a tool; ``to`` keeps one recipient's."""
    to = request.query_params.get("to", "")
    messages = await use(request, notifications.messages_to, to=to)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(
            [
                {"channel": m.channel, "to": m.to, "subject": m.subject, "text": m.text, "at": m.at.isoformat()}
                for m in messages
            ]
        )
    cards = [
        h.article(".card.mt-4")[
            h.h2(".size-lg")[m.subject or m.channel],
            h.p(".sm.muted")[f"{m.channel} · {m.to} · {m.at:%H:%M:%S}"],
            (h.p(".mt-2")[line] for line in m.text.splitlines() if line),
        ]
        for m in messages
    ]
    lead = "Les messages que cette démonstration aurait envoyés, du plus récent au plus ancien."
    return page(h.fragment[heading("Boîte d’envoi", lead=lead), cards], title="Boîte d’envoi")


async def session(request: Request) -> Response:
    """Sign the calling browser in as somebody: ``{"as": id}``."""
    who = str((await _asked(request)).get("as", ""))
    signed_in = await use(request, _sign_in, actor=JOB, who=who)
    if signed_in is None:
        return JSONResponse({"error": "unknown", "as": who}, status_code=404)
    token, quality = signed_in
    answer = JSONResponse({"home": HOME_OF[quality]})
    cookies.set_session(answer, token)
    return answer


async def person(request: Request) -> Response:
    """Make a fresh person for one test.

    ``{"quality": "HOLDER" | "PROFESSIONAL" | "AGENT" | "OPERATOR", "name": …, "profession": …, "activated": false,
    "emergency": "SAMU" | "GLASS"}``; someone not activated has a card and a code instead of an account. ``born`` (ISO)
    chooses a holder's birth date.
    """
    asked = await _asked(request)
    name, quality = str(asked.get("name", "Camille Testeur")), str(asked.get("quality", Quality.HOLDER))
    if quality not in _MADE:
        return JSONResponse({"error": "quality", "one of": _MADE}, status_code=422)
    if quality == Quality.HOLDER:
        activated = asked.get("activated") is not False
        try:
            born = date.fromisoformat(str(asked["born"])) if "born" in asked else None
        except ValueError:
            return JSONResponse({"error": "born is a day, as 1974-05-01"}, status_code=422)
        made = await use(request, demo_person.make_holder, actor=JOB, name=name, activated=activated, born=born)
    else:
        made = await use(
            request,
            demo_person.make_staff,
            actor=JOB,
            quality=Quality(quality),
            name=name,
            profession=str(asked.get("profession", "10")),
            emergency=str(asked.get("emergency", "")),
        )
    return JSONResponse(made, status_code=201)


async def clock(request: Request) -> Response:
    """Move ``work.now`` (``now`` or ``advance_days``) and run the jobs that became due before answering."""
    asked = await _asked(request)
    try:
        now = await use(request, _move_clock, actor=JOB, asked=asked)
    except (ValueError, TypeError, OverflowError):
        return JSONResponse({"error": "now is an ISO time, advance_days a number", "asked": asked}, status_code=422)
    await use(request, runner.tick, actor=JOB)
    return JSONResponse({"now": now.isoformat()})


async def reset(request: Request) -> Response:
    """Forget everything and load the demonstration anew."""
    await use(request, _reset, actor=JOB)
    return JSONResponse({"reset": True})


async def start(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Send a curious browser to the outbox."""
    return RedirectResponse("/_demo/outbox", status_code=303)


async def _asked(request: Request) -> dict[str, Any]:
    try:
        asked = await request.json()
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _sign_in(work: Work, *, who: str) -> tuple[str, Quality] | None:
    account = demo.account_of(work, who)
    if account is None or not account.active:
        return None
    token = sessions.begin_session(work, account, device="Navigateur de test")
    work.db.flush()
    # The trace is the person's own act, as after a sign-in by hand.
    work.actor = sessions.resolve_session(work, token, active=False) or work.actor
    work.commit(Trace("LOGIN", account.space_id or account.id, object_type="session"))
    return token, Quality(account.quality)


def _move_clock(work: Work, *, asked: dict[str, Any]) -> datetime:
    offset = installation.clock_offset(work.db)
    if "now" in asked:
        wanted = datetime.fromisoformat(str(asked["now"]))
        offset = (wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)) - work.real_now
    offset += timedelta(days=float(asked.get("advance_days", 0)))
    installation.move_clock(work.db, offset)
    return work.real_now + offset


def _reset(work: Work) -> None:  # noqa: ARG001 - opens a work of its own
    demo.reset()


ROUTES = [
    Route("/_demo", start, methods=["GET"]),
    Route("/_demo/outbox", outbox, methods=["GET"]),
    Route("/_demo/session", session, methods=["POST"]),
    Route("/_demo/person", person, methods=["POST"]),
    Route("/_demo/clock", clock, methods=["POST"]),
    Route("/_demo/reset", reset, methods=["POST"]),
]
