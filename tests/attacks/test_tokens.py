"""A tab's token travels in addresses and logs: it must be worth nothing without the cookie of its session."""

import asyncio
from collections.abc import Callable

import pytest

from tests.attacks.client import HYDRATE, ROOT_STATE, Refused, Tab, request, rows, tab
from tests.attacks.surface import Surface
from tests.attacks.victim import Victim, make_victim
from tests.site import Site

SESSION = f"{ROOT_STATE}.csn_app___ui___session____session_state"
BOOT = {"event": {"name": HYDRATE, "payload": {}, "router_data": {"pathname": "/accueil", "query": {}}}}


async def _shows_their_name(own: Tab, victim: Victim) -> None:
    await own.call(f"{SESSION}.enter")
    assert victim.name in await own.settle()


@pytest.mark.parametrize("first", [None, BOOT], ids=["link", "boot event"])
@pytest.mark.parametrize("connected", [True, False], ids=["connected", "left"])
def test_a_token_with_another_cookie_opens_an_empty_tab(
    site: Site, victim: Victim, connected: bool, first: object
) -> None:
    cookie = site.session_of(site.person())

    async def steal(token: str) -> None:
        async with tab(site, cookie=cookie, token=token, first=first) as thief:
            await thief.settle()
            assert any("new_token" in text for text in thief.heard)
            assert not victim.betrayed_by("".join(thief.heard))

    async def attack() -> None:
        async with tab(site, cookie=victim.cookie) as own:
            await _shows_their_name(own, victim)
            if connected:
                before = len(own.heard)
                await steal(own.token)
                assert own.heard[before:] == []
                assert victim.name in await own.settle()
        if not connected:
            await steal(own.token)
        async with tab(site, cookie=victim.cookie, token=own.token) as back:
            assert victim.name in await back.settle(), "the tab lost its state"

    asyncio.run(attack())


def test_a_tab_that_reconnects_before_its_old_socket_ended_keeps_its_state(site: Site, victim: Victim) -> None:
    async def reconnect() -> None:
        async with tab(site, cookie=victim.cookie) as old:
            await _shows_their_name(old, victim)
            async with tab(site, cookie=victim.cookie, token=old.token) as new:
                assert victim.name in await new.settle()
                assert not any("new_token" in text for text in new.heard)
                heard = len(old.heard)
                await old.call(HYDRATE)
                await new.settle()
                assert old.heard[heard:] == [], "two sockets share a tab"
            async with tab(site, cookie=victim.cookie) as other:
                assert victim.name not in await other.settle(), "another tab has a state of its own"

    asyncio.run(reconnect())


def test_the_next_person_on_the_same_tab_starts_empty(site: Site, victim: Victim) -> None:
    """The browser keeps its tab's token over a sign-out: whoever signs in next gets nothing of it."""
    other = site.session_of("alice")

    async def attack() -> None:
        async with tab(site, cookie=victim.cookie) as own:
            await _shows_their_name(own, victim)
        async with tab(site, cookie=other, token=own.token) as following:
            found = await following.settle()
            await following.call(f"{SESSION}.enter")
            assert not victim.betrayed_by(found + await following.settle())

    asyncio.run(attack())


def _signed_out(site: Site, victim: Victim, surface: Surface) -> None:
    paths = {path for path, _ in surface.routes}
    if "/deconnexion" not in paths:
        _change(site, victim, "update signed_in_session set ended_at = now() where account_id = %s")
        return
    answer = request(site, "POST", "/deconnexion", headers={"Cookie": victim.cookie, "Origin": site.address})
    assert answer.status_code == 303


def _switched_off(site: Site, victim: Victim, surface: Surface) -> None:
    _change(site, victim, "update account set active = false where id = %s")


def _idled_out(site: Site, victim: Victim, surface: Surface) -> None:
    _change(site, victim, "update signed_in_session set seen_at = now() - interval '16 minutes' where account_id = %s")


def _change(site: Site, victim: Victim, statement: str) -> None:
    with rows(site) as db:
        db.execute(statement, [victim.id])  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [_signed_out, _switched_off, _idled_out])
def test_a_session_that_ended_gets_nothing_more(
    site: Site, surface: Surface, ends: Callable[[Site, Victim, Surface], None]
) -> None:
    async def attack() -> None:
        own_victim = await make_victim(site)
        settings = f"{ROOT_STATE}.csn_app___settings___state____settings_state.load"
        async with tab(site, cookie=own_victim.cookie) as own:
            await _shows_their_name(own, own_victim)
            ends(site, own_victim, surface)
            before = len(own.heard)
            for name in (f"{SESSION}.enter", settings, HYDRATE, f"{ROOT_STATE}.hydrate_and_load"):
                await own.call(name)
            await own.until(lambda: sum("/connexion" in text for text in own.heard[before:]) >= 4)
            assert not own_victim.betrayed_by("".join(own.heard[before:]))
        for token in ("", own.token):
            with pytest.raises(Refused):
                async with tab(site, cookie=own_victim.cookie, token=token):
                    pass
        for path in ("/accueil", "/parametres", f"/documents/{own_victim.document}/fichier"):
            answer = request(site, "GET", path, headers={"Cookie": own_victim.cookie})
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/connexion")

    asyncio.run(attack())
