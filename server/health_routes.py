"""For monitoring: GET /health, whether the process answers, and GET /ready, whether it can serve workers.

The answer is 200 with "ok", or 503 with one word, and names no council. The web server keeps both addresses to itself.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from config.environment import read_environment
from config.reading import read_councils
from data_access.errors import OtherSchema, Unavailable
from data_access.upkeep.health import answers
from server.session_routes import KEEP_NOTHING


async def show_health(_: Request) -> Response:
    """The process answers. No database is asked: a restart of this process would not fix one."""
    return PlainTextResponse("ok", headers=KEEP_NOTHING)


async def show_address(request: Request) -> Response:
    """The address that a browser comes from, as the tool sees it: told to that browser only. The doctor asks."""
    address = request.client.host if request.client else ""
    return PlainTextResponse(f"address {address}", headers=KEEP_NOTHING)


def show_ready(_: Request) -> Response:
    """Whether every council's database answers and is the right version, and a council has been loaded; 503 if not.

    Not `async`, so Starlette runs it in a thread of its own: it waits for the databases.
    """
    try:
        loaded = [answers(council) for council in read_councils(read_environment().councils)]
    except OtherSchema:
        return PlainTextResponse("upgrade", 503, headers=KEEP_NOTHING)
    except Unavailable:
        return PlainTextResponse("database", 503, headers=KEEP_NOTHING)
    if not any(loaded):
        return PlainTextResponse("load", 503, headers=KEEP_NOTHING)
    return PlainTextResponse("ok", headers=KEEP_NOTHING)


ROUTES = [
    Route("/health", show_health, methods=["GET"]),
    Route("/health/address", show_address, methods=["GET"]),
    Route("/ready", show_ready, methods=["GET"]),
]
