"""What the settings screen knows: one's account and the browsers signed in to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.documents.held import choose_arrival
from csn_app.documents.rules import HELD_CATEGORIES
from csn_app.edge.markers import patient
from csn_app.identity.contact_changes import ChangeView, cancel_change
from csn_app.identity.factors import FactorView
from csn_app.identity.nir import grouped
from csn_app.identity.own_account import OwnAccount
from csn_app.identity.passkeys import PasskeyView, remove_passkey
from csn_app.identity.sessions import SessionView, end_other_session, end_other_sessions
from csn_app.identity.trusted import end_trust
from csn_app.settings.service import read_my_settings
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, french_date, french_time, plural, relative


@dataclass(frozen=True)
class Factor:
    """A way to receive or make the security code."""

    icon: str
    words: str
    more: str


@dataclass(frozen=True)
class Key:
    """A clé d’accès: from which device it was added, and when it served last."""

    id: str
    words: str
    more: str


@dataclass(frozen=True)
class Change:
    """A new address or number that does not count yet."""

    id: str
    words: str
    more: str


@dataclass(frozen=True)
class Device:
    """A browser that is signed in now."""

    id: str
    icon: str
    words: str
    more: str
    here: bool


@dataclass(frozen=True)
class ArrivalTick:
    """A category whose results may arrive at once."""

    code: str
    words: str
    ticked: bool


class SettingsState(rx.State):
    """One's identity as it is kept, where the codes go, and who is signed in."""

    name: str = ""
    login_id: str = ""
    ins: str = ""
    factors: list[Factor] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    recovery: str = ""
    changes: list[Change] = []  # noqa: RUF012
    passkeys: list[Key] = []  # noqa: RUF012
    devices: list[Device] = []  # noqa: RUF012
    trusted: int = 0
    arrivals: list[ArrivalTick] = []  # noqa: RUF012
    loaded: bool = False

    @patient
    async def load(self) -> None:
        """Read the account and its sessions."""
        try:
            mine = await run(read_my_settings)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(mine.account, mine.factors)
        self.changes = [_change(view) for view in mine.changes]
        self.trusted = mine.trusted
        words = labels("patient_categories")
        self.arrivals = [ArrivalTick(c, words[c], ticked=c in mine.at_once) for c in HELD_CATEGORIES]
        self.passkeys = [_key(view, now=mine.now) for view in mine.passkeys]
        self.devices = [_device(view, now=mine.now) for view in mine.sessions]
        self.loaded = True

    @patient
    async def choose_arrival(self, typed: dict[str, Any]) -> None:
        """Say of which categories results arrive at once."""
        given = typed if isinstance(typed, dict) else {}
        try:
            await run(choose_arrival, categories=[code for code in HELD_CATEGORIES if given.get(code)])
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self.load()
        await say(self, "Votre choix est enregistré.")

    @patient
    async def remove_passkey(self, passkey_id: str) -> None:
        """Forget a clé d’accès, at once."""
        try:
            await run(remove_passkey, passkey_id=UUID(str(passkey_id)))
            said = "Cette clé d’accès n’ouvre plus votre carnet."
        except (CsnError, ValueError):
            said = "Cette clé d’accès n’existait plus. La liste est à jour."
        await self.load()
        await say(self, said)

    @patient
    async def cancel_change(self, change_id: str) -> None:
        """Keep the address or the number that one has."""
        try:
            await run(cancel_change, change_id=UUID(str(change_id)))
            said = "Le changement est annulé. Rien n’a changé."
        except (CsnError, ValueError):
            said = "Ce changement n’attendait plus. La page est à jour."
        await self.load()
        await say(self, said)

    @patient
    async def end_trust(self) -> None:
        """Ask the code of every device again."""
        try:
            await run(end_trust)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self.load()
        await say(self, "Le code sera demandé sur tous vos appareils.")

    @patient
    async def end(self, session_id: str) -> None:
        """End one other session, at once."""
        try:
            await run(end_other_session, session_id=UUID(str(session_id)))
            said = "Cet appareil est déconnecté."
        except (CsnError, ValueError):
            said = "Cet appareil n’était plus connecté. La liste est à jour."
        await self.load()
        await say(self, said)

    @patient
    async def end_others(self) -> None:
        """End every session but this one, at once."""
        try:
            ended = await run(end_other_sessions)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self.load()
        await say(self, f"{plural(ended, 'appareil déconnecté', many='appareils déconnectés')}. Il reste celui-ci.")

    def _show(self, account: OwnAccount, factors: tuple[FactorView, ...]) -> None:
        self.name, self.login_id, self.ins = (
            account.shown_name,
            account.login_id,
            grouped(account.ins) if account.ins else "",
        )
        self.factors = [_factor(view) for view in factors]
        self.recovery = _recovery(account)


def _factor(view: FactorView) -> Factor:
    first = " Sert d’abord." if not view.id else ""
    if view.factor == "APP":
        return Factor("qr-code", "Application de codes", f"Elle affiche le code à 6 chiffres.{first}")
    sms = view.factor == "SMS"
    icon, way = ("smartphone", "SMS au") if sms else ("send", "E-mail à")
    return Factor(icon, f"{way} {view.masked}", f"Un code à 6 chiffres à la connexion.{first}")


def _change(view: ChangeView) -> Change:
    at = view.counts_at.astimezone(PARIS)
    return Change(
        str(view.id), f"Bientôt\u00a0: {view.masked}", f"Compte le {french_date(at.date())} à {french_time(at)}"
    )


def _recovery(account: OwnAccount) -> str:
    if not account.recovery_codes:
        return ""
    left = plural(account.recovery_codes_left, "code restant", many="codes restants")
    return f"{left} sur {account.recovery_codes}"


def _key(view: PasskeyView, *, now: datetime) -> Key:
    used = f"Utilisée {relative(view.used_at, now=now)}" if view.used_at else "Pas encore utilisée"
    return Key(str(view.id), view.device or "Clé d’accès", f"Ajoutée {relative(view.added_at, now=now)}. {used}")


def _device(view: SessionView, *, now: datetime) -> Device:
    since = f"Connecté depuis {relative(view.began_at, now=now)}".replace("depuis aujourd’hui à", "depuis")
    more = since if view.here else f"{since}. Vu à {french_time(view.seen_at)}"
    handheld = any(word in view.device.lower() for word in ("téléphone", "tablette", "iphone", "android"))
    words = view.device or "Appareil sans nom"
    return Device(str(view.id), "smartphone" if handheld else "monitor", words, more, here=view.here)
