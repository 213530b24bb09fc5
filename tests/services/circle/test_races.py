"""Limits hold when two acts race, whoever comes second."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from csn_app.access.mandates import AlreadyActs, TooManyCaregivers, TooManyHelped
from csn_app.circle import relatives
from csn_app.circle.rules import HelpLasts
from csn_app.core.actor import Actor, DelegationKind, Scope
from csn_app.core.errors import CsnError
from csn_app.identity.activation import CodeUnknown
from csn_app.identity.candidate import ActivationStopped
from tests.factories import OpenWork
from tests.family import Member, a_child, a_member, certify, described, helps, invite


def _together(*acts: Callable[[], object]) -> list[object]:
    """Start acts at the same moment; returns what each gave, or the fact that stopped it."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except CsnError as fact:
            return type(fact)

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_two_invitations_at_once_do_not_pass_the_limit_of_three(open_work: OpenWork) -> None:
    host = a_member(open_work)
    guests = [a_member(open_work, name=f"Estelle {name}") for name in ("Un", "Deux", "Trois", "Quatre")]
    for guest in guests[:2]:
        invite(open_work, host.actor, described(guest), Scope.READ)

    def late(number: int) -> Callable[[], object]:
        return lambda: _invite(open_work, host.actor, guests[number])

    found = _together(late(2), late(3))
    assert found.count(TooManyCaregivers) == 1
    with open_work(host.actor) as work:
        assert len(relatives.my_relatives(work).given) == 3


def test_two_answers_at_once_do_not_pass_the_limit_of_five(open_work: OpenWork) -> None:
    guest = a_member(open_work, name="Estelle Joly")
    hosts = [a_member(open_work, name=f"Hôte {name}") for name in ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six")]
    for host in hosts[:4]:
        helps(open_work, host.actor, guest)
    made = [invite(open_work, host.actor, described(guest), Scope.READ) for host in hosts[4:]]

    def accept(number: int) -> object:
        with open_work(guest.actor) as work:
            return relatives.answer_invitation(work, delegation_id=made[number], accepts=True)

    found = _together(lambda: accept(0), lambda: accept(1))
    assert found.count(TooManyHelped) == 1


def test_two_parents_who_type_the_same_code_at_once_open_it_once(open_work: OpenWork) -> None:
    first, second = a_member(open_work), a_member(open_work, name="Julien Coste")
    child = a_child(open_work, first, second)
    found = _together(lambda: certify(open_work, first, child), lambda: certify(open_work, second, child))
    refused = {ActivationStopped, CodeUnknown, AlreadyActs}
    assert len([one for one in found if one in refused]) == 1


def _invite(open_work: OpenWork, host: Actor, guest: Member) -> object:
    asked = {"kind": DelegationKind.CAREGIVER, "scopes": frozenset({Scope.READ}), "lasts": HelpLasts.YEAR}
    with open_work(host) as work:
        return relatives.invite_relative(work, person=described(guest), **asked)  # type: ignore[arg-type, func-returns-value]
