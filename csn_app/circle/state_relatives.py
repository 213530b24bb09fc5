"""What the screen of one's relatives knows: who acts for whom, and what is being added."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.circle import kept, relatives
from csn_app.circle.rules import HelpLasts
from csn_app.circle.wording_relatives import RelativeCard, WardCard, cards_of, refusal
from csn_app.core.actor import DelegationKind, Scope
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.identity import guardianship, wording
from csn_app.identity.birth import BirthNotUnderstood, parse_birth
from csn_app.identity.card import WITHOUT_PHOTO, parse_serial
from csn_app.identity.guardianship import Tie
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.identity.relatives import Typed
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say

_PANELS = {"enfant": Tie.PARENT, "mandat": Tie.TUTOR}
_NAME_LENGTH = 80


class RelativesState(rx.State):
    """The relatives of the person who is signed in, seen from the space where they are."""

    loaded: bool = False
    children: list[RelativeCard] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    received: list[RelativeCard] = []  # noqa: RUF012
    helpers: list[RelativeCard] = []  # noqa: RUF012
    managers: list[RelativeCard] = []  # noqa: RUF012
    helped: list[RelativeCard] = []  # noqa: RUF012
    represented: list[RelativeCard] = []  # noqa: RUF012
    panel: str = ""
    keeps: bool = False
    wards: list[WardCard] = []  # noqa: RUF012
    sent: str = ""
    errors: list[dict[str, str]] = []  # noqa: RUF012
    _serial: str = ""
    _born: str = ""

    @patient
    async def load(self) -> None:
        """Read the lists, and begin with nothing open."""
        self._close()
        await self._read()
        self.loaded = True

    @patient
    async def open(self, panel: str) -> Any:
        """Show one form: a child, a judge's decision, a helper, the other parent."""
        self._close()
        self.panel = panel if panel in {*_PANELS, "aidant", "parent"} else ""
        return rx.set_focus("titre-ajout")

    @patient
    async def cancel(self) -> Any:
        """Close the form without keeping anything."""
        self._close()
        return rx.set_focus("liste-titre")

    @patient
    async def find(self, typed: dict[str, Any]) -> Any:
        """Look for the child, or the adult under tutelle, tied to one's own card."""
        read, self.errors = _read_ward(typed)
        if self.errors or self.panel not in _PANELS:
            return None
        try:
            found = await run(guardianship.find_wards, tie=_PANELS[self.panel], **read)
        except CsnError as fact:
            self.errors = [{"field": "serie", "sentence": refusal(fact)}]
            return None
        self._serial, self._born = read["serial"], read["born"].isoformat()
        self.wards = [WardCard(str(ward.space_id), ward.name, ward.age, ward.active) for ward in found]
        return rx.set_focus("titre-ajout")

    @patient
    async def send_code(self, space_id: str) -> None:
        """Send the person's own code to the contact of the one who is signed in."""
        try:
            to = await run(guardianship.send_ward_code, **self._ward(space_id))
            self.sent, self.errors = f"Un code est envoyé à {to}. Il est valable 6\u00a0semaines.", []
        except (CsnError, ValueError) as fact:
            self.sent, self.errors = "", [{"field": "code-enfant", "sentence": refusal(fact)}]

    @patient
    async def certify(self, typed: dict[str, Any]) -> Any:
        """Represent the chosen person from now on."""
        try:
            order = {
                "typed": str(typed.get("code", ""))[:60],
                "certified": typed.get("certifie") in {"oui", "on", True},
            }
            chosen = self._ward(str(typed.get("personne", "")))
            await run(guardianship.become_guardian, **chosen, **order)
        except (CsnError, ValueError) as fact:
            field = "certifie" if isinstance(fact, guardianship.NotCertified) else "code-enfant"
            self.errors = [{"field": field, "sentence": refusal(fact)}]
            return None
        self._close()
        await self._read()
        await say(self, "C’est fait. Le carnet est dans votre liste, et dans le menu en haut de chaque page.")
        return rx.set_focus("liste-titre")

    @patient
    async def invite(self, typed: dict[str, Any]) -> Any:
        """Invite a helper, or the other parent; the answer is the same whoever they are."""
        person, self.errors = _read_person(typed)
        if person is None:
            return None
        kind = DelegationKind.REPRESENTATIVE if self.panel == "parent" else DelegationKind.CAREGIVER
        try:
            await run(relatives.invite_relative, kind=kind, person=person, **_asked(typed))
        except CsnError as fact:
            self.errors = [
                {"field": "pouvoirs" if "Scope" in type(fact).__name__ else "nom", "sentence": refusal(fact)}
            ]
            return None
        self._close()
        await self._read()
        await say(self, "Invitation enregistrée. Si cette personne a un carnet actif, elle la trouve en se connectant.")
        return rx.set_focus("liste-titre")

    @patient
    async def accept(self, delegation_id: str) -> Any:
        """Accept an invitation."""
        return await self._answer(delegation_id, accepts=True)

    @patient
    async def refuse(self, delegation_id: str) -> Any:
        """Refuse an invitation."""
        return await self._answer(delegation_id, accepts=False)

    @patient
    async def end(self, delegation_id: str) -> Any:
        """End what somebody may do here, or take an invitation back."""
        return await self._done(relatives.end_helper, delegation_id, "C’est arrêté. Cette personne n’a plus accès.")

    @patient
    async def stop(self, delegation_id: str) -> Any:
        """Stop acting for somebody."""
        return await self._done(relatives.stop_helping, delegation_id, "C’est arrêté. Vous n’avez plus accès.")

    async def _answer(self, delegation_id: str, *, accepts: bool) -> Any:
        said = (
            "Vous pouvez maintenant ouvrir ce carnet." if accepts else "Vous avez refusé. La personne en est prévenue."
        )
        return await self._done(relatives.answer_invitation, delegation_id, said, accepts=accepts)

    async def _done(self, act: Any, delegation_id: object, said: str, **given: Any) -> Any:
        try:
            await run(act, delegation_id=UUID(str(delegation_id)), **given)
        except (CsnError, ValueError) as fact:
            said = refusal(fact)
        await self._read()
        await say(self, said)
        return rx.set_focus("liste-titre")

    async def _read(self) -> None:
        try:
            cards = cards_of(await run(relatives.my_relatives))
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.keeps = await run(kept.may_keep)
        self.children, self.received, self.helpers = cards.children, cards.received, cards.helpers
        self.managers, self.helped, self.represented = cards.managers, cards.helped, cards.represented

    def _ward(self, space_id: str) -> dict[str, Any]:
        """Name the ward again in full: the server judges card, date and person together at every step."""
        tie, born = _PANELS.get(self.panel, Tie.PARENT), date.fromisoformat(self._born)
        return {"tie": tie, "serial": self._serial, "born": born, "space_id": UUID(str(space_id))}

    def _close(self) -> None:
        self.panel, self.wards, self.sent, self.errors = "", [], "", []
        self._serial, self._born = "", ""


def _read_ward(typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    read: dict[str, Any] = {}
    errors = []
    try:
        read["serial"] = parse_serial(_text(typed, "serie"), card=WITHOUT_PHOTO)
    except CsnError as fact:
        errors.append({"field": "serie", "sentence": refusal(fact)})
    born, wrong = _read_birth(typed)
    return read | {"born": born}, errors + wrong


def _read_birth(typed: Mapping[str, Any]) -> tuple[date | None, list[dict[str, str]]]:
    boxes = [_text(typed, box) for box in ("naissance", "naissance-m", "naissance-a")]
    try:
        read = parse_birth(*boxes, today=datetime.now(UTC).date())
        return date.fromisoformat(read), []
    except BirthNotUnderstood as fact:
        return None, [dict(zip(("field", "sentence"), wording.birth_error(fact), strict=True))]
    except ValueError:
        return None, [{"field": "naissance", "sentence": "Donnez aussi le jour et le mois."}]


def _read_person(typed: Mapping[str, Any]) -> tuple[Typed | None, list[dict[str, str]]]:
    family, given = (" ".join(_text(typed, box).split())[:_NAME_LENGTH] for box in ("nom", "prenom"))
    errors = []
    if not family:
        errors.append({"field": "nom", "sentence": "Saisissez le nom de naissance de cette personne."})
    if not given:
        errors.append({"field": "prenom", "sentence": "Saisissez le prénom de cette personne."})
    born, wrong = _read_birth(typed)
    errors += wrong
    nir = ""
    try:
        nir = parse_nir(_text(typed, "nir"))
    except NirNotUnderstood as fact:
        errors.append({"field": "nir", "sentence": wording.say(fact).replace("votre numéro", "son numéro")})
    if errors or born is None:
        return None, errors
    return Typed(nir, family, given, born.isoformat()), []


def _asked(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a helper may do and for how long; what is not understood asks for the least."""
    lasts = _text(typed, "pendant")
    return {
        "scopes": frozenset(scope for scope in Scope if typed.get(f"peut-{scope}")),
        "lasts": HelpLasts(lasts) if lasts in set(HelpLasts) else HelpLasts.QUARTER,
    }


def _text(typed: Mapping[str, Any], name: str) -> str:
    return str(typed.get(name) or "")[:120].replace("\x00", "")
