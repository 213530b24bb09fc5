"""Reflex's own events and Socket.IO's own packets, forged, malformed, too large and too many."""

import asyncio
import json
from pathlib import Path

from tests.attacks.client import HYDRATE, INSIDES, NAMESPACE, ROOT_STATE, Refused, Tab, request, tab
from tests.attacks.surface import Surface
from tests.attacks.victim import Victim
from tests.site import Site

SESSION = f"{ROOT_STATE}.csn_app___ui___session____session_state"
FRONTEND = f"{ROOT_STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
VARS = f"{ROOT_STATE}.reflex___state____update_vars_internal_state.update_vars_internal"
WORD = "Motdinondation"
MALFORMED: tuple[str | bytes, ...] = (
    "",
    "4",
    "42",
    f"42{NAMESPACE},",
    f"42{NAMESPACE},[",
    f"42{NAMESPACE},[]",
    f"42{NAMESPACE},{{}}",
    f"42{NAMESPACE},[1]",
    f"42{NAMESPACE},[null]",
    f'42{NAMESPACE},["event"]',
    f'42{NAMESPACE},["event","{{{WORD}"]',
    f'42{NAMESPACE},["event",["{WORD}"]]',
    f'42{NAMESPACE},["event",null,"{WORD}",null]',
    f'42{NAMESPACE},["link_token_to_sid","x"]',
    f'42{NAMESPACE},["{"a" * 5000}"]',
    f'42{NAMESPACE},["event",{"[" * 5000}{"]" * 5000}]',
    '42/autre,["event",{}]',
    '42["event",{}]',
    f'451-{NAMESPACE},["event",{{"_placeholder":true,"num":0}}]',
    f'4599999-{NAMESPACE},["event",{{"_placeholder":true,"num":0}}]',
    f"43{NAMESPACE},1[]",
    f"46{NAMESPACE},1[]",
    f"44{NAMESPACE},x",
    f"49{NAMESPACE},x",
    "6",
    "9",
    "é",
    b"",
    b"\x00\xff" * 50,
)


def _names(victim: Victim) -> list[object]:
    own = [f"{SESSION}.{name}" for name in ("_say", "__init__", "reset", "get_state", "dict", "name", "setattr")]
    states = [f"{ROOT_STATE}.{name}" for name in ("reset", "get_value", "_reset_client_storage", "set_name", "absent")]
    return [*own, *states, "", ".", "enter", None, 1, [], {}, victim.title, "x" * 10_000]


def test_forged_framework_events_give_nothing_of_another(site: Site, surface: Surface, victim: Victim) -> None:
    async def attack() -> None:
        async with tab(site, cookie=victim.cookie) as own, tab(site, cookie=site.session_of(site.person())) as hostile:
            await own.call(f"{SESSION}.enter")
            assert victim.name in await own.settle()
            theirs = len(own.heard)
            headers = {"cookie": victim.cookie, "Cookie": victim.cookie}
            forged = {"token": own.token, "client_token": own.token, "headers": headers, "sid": "x", "ip": "1.2.3.4"}
            for name in (HYDRATE, f"{ROOT_STATE}.hydrate_and_load", f"{SESSION}.enter"):
                await hostile.call(name, {}, token=own.token)
                await hostile.call(name, {}, router_data=hostile.page | forged, token=own.token)
                await hostile.call(name, {}, router_data=[], headers=headers)
            for name in _names(victim):
                await hostile.call(name, {"token": own.token})  # type: ignore[arg-type]
            await hostile.settle(3)
            await _storage(hostile, surface, victim)
            await _packets_of_the_library(hostile, own)
            text = "".join(hostile.heard)
            assert not victim.betrayed_by(text)
            assert not INSIDES.search(text)
            assert own.heard[theirs:] == [], "another's events reach the victim's tab"
            assert victim.name in await own.settle()

    asyncio.run(attack())


async def _storage(hostile: Tab, surface: Surface, victim: Victim) -> None:
    """The browser's storage is not asked for anything: no event may set a variable."""
    for state in {handler.name.rpartition(".")[0] for handler in surface.handlers}:
        await hostile.call(VARS, {"vars": {f"{state}.name_rx_state_": "forgé", f"{state}._session_id": "forgé"}})
    await hostile.settle(2)
    assert "forgé" not in "".join(hostile.heard)


async def _packets_of_the_library(hostile: Tab, own: Tab) -> None:
    """``connect`` and ``disconnect`` are words of the library: a client that says them gets nobody's tab."""
    for cookie in ("", "x=1"):
        environ = {"QUERY_STRING": f"token={own.token}", "HTTP_COOKIE": cookie, "asgi.scope": {"headers": []}}
        await hostile.emit("connect", environ, {"event": {"name": HYDRATE, "payload": {}, "router_data": {}}})
        await hostile.emit("connect", environ)
    await hostile.emit("ping")
    await hostile.emit("disconnect", "x")
    await asyncio.sleep(0.2)
    await own.settle()
    own.heard.pop()


def test_malformed_packets_hurt_only_their_own_connection(site: Site, victim: Victim) -> None:
    async def attack() -> None:
        cookie = site.session_of(site.person())
        since = _log(site).stat().st_size
        too_large = f'42{NAMESPACE},["event",{json.dumps({"name": HYDRATE, "payload": {"x": "a" * 1_100_000}})}]'
        async with tab(site, cookie=victim.cookie) as own:
            await own.call(f"{SESSION}.enter")
            for packet in (*MALFORMED, too_large, b"a" * 1_100_000):
                try:
                    async with tab(site, cookie=cookie) as hostile, asyncio.timeout(0.5):
                        await hostile.raw(packet)
                        await hostile.settle()
                except (Refused, TimeoutError, ConnectionError):
                    continue
                finally:
                    assert not INSIDES.search("".join(hostile.heard)), packet[:80]
            for first in ([], "x", {"event": 1}, {"event": {"name": 1}}, {"event": {}}, {"state_schema": {"a": 1}}):
                try:
                    async with asyncio.timeout(0.5), tab(site, cookie=cookie, first=first) as hostile:
                        await hostile.settle()
                except (Refused, TimeoutError):
                    continue
            assert victim.name in await own.settle()
        said = _said(site, since)
        assert WORD not in said
        assert "Traceback" not in said, "a library writes beside our log"

    asyncio.run(attack())
    assert request(site, "GET", "/ready").status_code == 200


def test_a_flood_of_faults_neither_fills_the_log_nor_reaches_it(site: Site, victim: Victim) -> None:
    before = _log(site).stat().st_size

    async def attack() -> None:
        for _ in range(3):
            async with tab(site, cookie=site.session_of(site.person())) as hostile:
                for _ in range(200):
                    await hostile.call(FRONTEND, {"info": f"{WORD} TypeError", "component_stack": WORD})
                    await hostile.emit("client_error", {"error_type": WORD, "message": WORD})
                    await hostile.call(f"{SESSION}.{WORD}", {WORD: WORD})
                    await hostile.call(f"{SESSION}.setvar", {"var_name": WORD, "value": WORD})
                await hostile.settle()
                assert not INSIDES.search("".join(hostile.answers())), WORD

    asyncio.run(attack())
    assert _log(site).stat().st_size - before < 250_000
    assert WORD not in _said(site, before)


def _log(site: Site) -> Path:
    return site.data / "logs" / "app.log"


def _said(site: Site, since: int) -> str:
    return _log(site).read_bytes()[since:].decode(errors="replace")
