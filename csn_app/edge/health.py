"""``/live`` speaks of this process alone; ``/ready`` of everything that it needs."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from csn_app.edge import door
from csn_app.edge.door import in_file_thread


async def live(request: Request) -> JSONResponse:  # noqa: ARG001 - a route's signature
    """Answer: this process runs. A proxy routes by it, so it depends on nothing shared."""
    return JSONResponse({"live": True})


async def ready(request: Request) -> JSONResponse:  # noqa: ARG001 - a route's signature
    """Answer 200 where database, storage, keys and migrations are in order, else 503 with the failing part."""
    faults = await in_file_thread(door.door().ready)
    parts = {name: faults.get(name, "ok") for name in ("database", "storage", "keys", "migrations")}
    return JSONResponse({"ready": not faults, **parts}, status_code=503 if faults else 200)


ROUTES = [Route("/live", live, methods=["GET"]), Route("/ready", ready, methods=["GET"])]
