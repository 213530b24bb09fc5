"""Every handler of every State, called by those who may not, with what is not theirs, and with nonsense."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.attacks.client import FAULT, INSIDES, ROOT_STATE, Refused, Tab, tab
from tests.attacks.surface import Handler, Surface
from tests.attacks.victim import Victim
from tests.site import Site

ATTACKERS = ("HOLDER", "PROFESSIONAL", "AGENT", "OPERATOR")
LOADS = f"{ROOT_STATE}.hydrate_and_load"
DEEP: list[object] = []
for _ in range(200):
    DEEP = [DEEP]
WRONG = ("x", "", "\x00", "' or 1=1 --", "../../etc/passwd", "🦠" * 50, 1, -1, 2**70, 1.5, True, None, {}, [], DEEP)


def _id_payloads(handler: Handler, victim: Victim) -> Iterator[dict[str, object]]:
    for one in victim.ids:
        form = {"id": one, "espace": one, "document_id": one, "portee": "tout", "duree": "none", "mots": victim.name}
        yield {name: form if "dict" in kind else one for name, kind in handler.parameters}


def _wrong_payloads(handler: Handler) -> Iterator[dict[str, object]]:
    for value in WRONG:
        yield {name: value for name, _ in handler.parameters}
        yield {name: {"id": value, "titre": value, "mots": value} for name, _ in handler.parameters}


def _odd_shapes(handler: Handler) -> Iterator[object]:
    yield {name: "x" for name, _ in handler.parameters} | {"encore": 1, "self": 1, "work": 1}
    yield {}
    yield []
    yield "x"
    yield {name: "a" * 800_000 for name, _ in handler.parameters[:1]}


def _assert_nothing_told(heard: list[str], victim: Victim, *, where: str) -> None:
    text = "\n".join(heard)
    assert not victim.betrayed_by(text), where
    assert not INSIDES.search(text), (where, INSIDES.search(text))


def _session(site: Site, quality: str) -> str:
    return site.session_of(site.person(quality=quality, name=f"Ada Attaque{quality.lower()}"))


def test_without_a_session_there_is_no_socket(site: Site) -> None:
    name = site.session_of("alice").partition("=")[0]
    for cookie in ("", f"{name}=", f"{name}=inconnu", "csn=1", f"{name}-x=1", "=;;,é", f"{name}={'a' * 4000}"):

        async def knock(cookie: str = cookie) -> None:
            async with tab(site, cookie=cookie):
                pass

        with pytest.raises(Refused):
            asyncio.run(knock())


@pytest.mark.parametrize("quality", ATTACKERS)
def test_a_handler_that_is_not_theirs_does_nothing(
    site: Site, surface: Surface, victim: Victim, untouched: None, quality: str
) -> None:
    foreign = [h for h in surface.handlers if quality not in h.qualities and (h.ours or h.name.endswith(".setvar"))]
    assert foreign

    async def attack() -> None:
        async with tab(site, cookie=_session(site, quality)) as hostile:
            await hostile.settle()
            mark = len(hostile.heard)
            for handler in foreign:
                for payload in [{}, *_id_payloads(handler, victim)][:4]:
                    await hostile.call(handler.name, payload)
                await hostile.call(handler.name, {"var_name": "name", "value": victim.name})
                await hostile.settle()
                assert hostile.answers(mark) == [], handler.name
            _assert_nothing_told(hostile.heard, victim, where=quality)

    asyncio.run(attack())


@pytest.mark.parametrize("quality", ATTACKERS)
def test_a_handler_that_is_theirs_gives_and_changes_nothing_of_another(
    site: Site, surface: Surface, victim: Victim, untouched: None, quality: str
) -> None:
    async def attack(handler: Handler) -> None:
        async with tab(site, cookie=_session(site, quality)) as hostile:
            for payload in _id_payloads(handler, victim):
                await hostile.call(handler.name, payload)
            await hostile.settle(2)
            _assert_nothing_told(hostile.heard, victim, where=handler.name)

    async def all_handlers() -> None:
        for handler in (h for h in surface.handlers if h.ours and quality in h.qualities):
            await attack(handler)

    asyncio.run(all_handlers())


@pytest.mark.parametrize("quality", ATTACKERS)
def test_nonsense_is_answered_in_a_sentence_or_not_at_all(
    site: Site, surface: Surface, victim: Victim, untouched: None, quality: str
) -> None:
    failed: list[str] = []

    async def attack(handler: Handler, hostile: Tab) -> None:
        mark = len(hostile.heard)
        for payload in _wrong_payloads(handler):
            await hostile.call(handler.name, payload)
        await hostile.settle()
        if any(FAULT in text for text in hostile.answers(mark)) and not handler.name.endswith(".tell_fault"):
            failed.append(handler.name)
        for payload in _odd_shapes(handler):
            await hostile.call(handler.name, payload)
        await hostile.settle()
        _assert_nothing_told(hostile.heard, victim, where=handler.name)

    async def all_handlers() -> None:
        for handler in (h for h in surface.handlers if h.ours and quality in h.qualities):
            async with tab(site, cookie=_session(site, quality)) as hostile:
                await attack(handler, hostile)

    asyncio.run(all_handlers())
    assert not failed, f"a wrong value made these handlers fail: {failed}"


@pytest.mark.parametrize("quality", ATTACKERS)
def test_a_forged_address_loads_nothing_of_another(
    site: Site, surface: Surface, victim: Victim, untouched: None, quality: str
) -> None:
    """The address, its parameters and the page are client input: every page's loaders are started by all of them."""

    async def attack() -> None:
        async with tab(site, cookie=_session(site, quality)) as hostile:
            for page in surface.pages:
                for one in victim.ids if "[" in page else victim.ids[:1]:
                    parameters = {part.strip("[]"): one for part in page.split("/") if part.startswith("[")}
                    shown = page if not parameters else page[: page.index("[")] + one
                    hostile.page = {"pathname": page, "asPath": f"{shown}?espace={one}", "query": parameters}
                    for loads in (LOADS, f"{ROOT_STATE}.reflex___state____on_load_internal_state.on_load_internal"):
                        await hostile.call(loads)
                    await hostile.settle(3)
            _assert_nothing_told(hostile.heard, victim, where=quality)

    asyncio.run(attack())
