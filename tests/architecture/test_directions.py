"""Rooms import to the right, doors import down, and nothing knots."""

import graphlib

from tests.architecture.source import BOUNDARY, FREE, PACKAGE, ROOMS, modules, room_of

OPEN_TO_OTHER_ROOMS = {"service", "rules", "policy"}
"""What a room may import of another one; a noun beside ``service`` (``sessions``, ``roster``) is a service too."""

CLOSED_DOORS = {"model", "state", "page", "form", "http", "queries"}


def _wrong(rule: str, found: list[str]) -> str:
    return f"{rule}:\n" + "\n".join(found)


def test_every_folder_is_a_known_room() -> None:
    known = {*ROOMS, *BOUNDARY, *FREE, "data"}
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= known, _wrong("unknown rooms", sorted(folders - known))


def test_no_room_has_a_folder() -> None:
    found = [str(path) for path in PACKAGE.glob("*/*") if path.is_dir() and path.name != "__pycache__"]
    assert not found, _wrong("folders inside a room", found)


def test_rooms_import_rooms_to_their_right_only() -> None:
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        if module.room in ROOMS
        for name, line in module.imports()
        if room_of(name) in ROOMS and ROOMS.index(room_of(name)) < ROOMS.index(module.room)
    ]
    assert not found, _wrong("imports to the left", found)


def test_a_room_sees_no_closed_door_of_another() -> None:
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        if module.room in ROOMS
        for name, line in module.imports()
        if room_of(name) in ROOMS
        and room_of(name) not in {module.room, "core", "storage"}
        and name.rsplit(".", 1)[-1].split("_")[0] in CLOSED_DOORS
    ]
    assert not found, _wrong("another room's tables or screens", found)


def test_core_imports_no_room_and_no_framework() -> None:
    for module in modules():
        if module.room == "core":
            assert all(room_of(name) == "core" for name, _ in module.imports()), module.name
            assert "reflex" not in module.path.read_text(encoding="utf-8"), module.name


def test_services_know_no_screen() -> None:
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        if module.room in ROOMS and module.door in {"service", "rules", "model", "policy"}
        for name, line in module.imports()
        if room_of(name) in BOUNDARY or name.rsplit(".", 1)[-1].split("_")[0] in {"state", "page", "form", "http"}
    ]
    assert not found, _wrong("a use case that knows its screen", found)


def test_rules_are_pure() -> None:
    found = [
        module.name
        for module in modules()
        if module.door == "rules"
        and any(
            word in module.path.read_text(encoding="utf-8")
            for word in ("import Work", "sqlalchemy", "datetime.now", "reflex")
        )
    ]
    assert not found, _wrong("rules that are not pure", found)


def test_nobody_imports_the_assembly() -> None:
    assembly = {"csn_app.csn_app", "csn_app.wiring"}
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        if module.room not in FREE and module.name not in {"csn_app.csn_app", "csn_app.__main__"}
        for name, line in module.imports()
        if name in assembly or room_of(name) in FREE
    ]
    assert not found, _wrong("imports of the assembly", found)


def test_the_environment_is_read_in_one_place() -> None:
    found = [
        module.name
        for module in modules()
        if module.room not in FREE and "os.environ" in module.path.read_text(encoding="utf-8")
    ]
    assert not found, _wrong("readers of the environment", found)


def test_there_is_no_import_cycle() -> None:
    graph = {module.name: {name for name, _ in module.imports()} for module in modules()}
    graphlib.TopologicalSorter(graph).prepare()
