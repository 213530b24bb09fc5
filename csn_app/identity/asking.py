"""Asking somebody for access by what one knows of them, and bringing the request to them (R-AC-14)."""

import json
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import asking, policy
from csn_app.access.asking import Sought
from csn_app.access.policy import Permission
from csn_app.core.work import Untraced, Work
from csn_app.identity import notices
from csn_app.identity.model import Account, InsuredPerson, Professional
from csn_app.identity.names import fold
from csn_app.identity.person import ins_mark, open_person, traits_mark
from csn_app.identity.service import Traits
from csn_app.identity.throttles import count_try, limit

FREE_REQUESTS = 10
"""Requests in a row of one professional, assistants included, after which the next ones wait (R-AC-14)."""


def ask_by_number(work: Work, *, ins: str, birth_date: date) -> None:
    """Ask the person with this matricule INS and birth date for access.

    The answer is the same whether that person exists, has a space, or blocked the asker. Raises ``MustWait``.
    """
    policy.require(work, Permission.ACCESS_ASK)
    _count(work)
    asking.write_down(work, json.dumps({"ins": ins, "born": birth_date.isoformat()}))


def ask_by_traits(work: Work, traits: Traits) -> None:
    """Ask the person with these five exact traits for access; namesakes are never chosen among (R-ID-11).

    The answer is the same as for ``ask_by_number``. Raises ``MustWait``.
    """
    policy.require(work, Permission.ACCESS_ASK)
    _count(work)
    known = {
        "family": traits.family_name,
        "given": traits.given_names,
        "born": traits.birth_date.isoformat(),
        "sex": traits.sex,
        "place": traits.birth_place_code,
    }
    asking.write_down(work, json.dumps(known))


def deliver_requests(work: Work) -> int:
    """Bring every request that waits to the person it is for; returns how many arrived. The others are forgotten."""
    policy.require(work, Permission.REQUEST_DELIVER)
    arrived = 0
    while (sought := asking.next_to_deliver(work)) is not None:
        person = _person(work, json.loads(sought.text)) if _may_ask(work, sought) else None
        notice = notices.request_notice(work, person.space_id) if person else None
        asker = work.db.get(Account, sought.account_id)
        arrived += asking.deliver(
            work,
            sought.id,
            person.space_id if person else None,
            notice=notice,
            assistant=asker is not None and asker.assistant,
        )
        work.db.expunge_all()
    work.db.rollback()
    return arrived


def _count(work: Work) -> None:
    """Count a request before it is written, and commit: a burst of them gains nothing."""
    count_try(work, limit(work, "desk.ask", str(work.actor.professional_id), free=FREE_REQUESTS))
    work.commit(untraced=Untraced.TECHNICAL)


def _may_ask(work: Work, sought: Sought) -> bool:
    entry = work.db.get(Professional, sought.professional_id)
    return entry is not None and entry.active and policy.profession_open(entry.profession_code)


def _person(work: Work, known: dict[str, str]) -> InsuredPerson | None:
    born = date.fromisoformat(known["born"])
    if "ins" in known:
        by_number = col(InsuredPerson.ins_mark) == ins_mark(work, known["ins"])
        return work.db.scalar(select(InsuredPerson).where(by_number, col(InsuredPerson.birth_date) == born))
    mark = traits_mark(
        work,
        family_name=known["family"],
        given_names=known["given"],
        birth_date=born,
        sex=known["sex"],
        birth_place_code=known["place"],
    )
    typed = f"{fold(known['given'])} "
    found = [
        row
        for row in work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.traits_mark) == mark).limit(20))
        if f"{fold(open_person(work, row).birth_given_names)} ".startswith(typed)
    ]
    return found[0] if len(found) == 1 else None
