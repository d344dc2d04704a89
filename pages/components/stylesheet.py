"""The look of every screen: sent once for each page load, not with every run (it was half of what a search sent)."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FILES = ("person_page.css", "style.css")


async def show_stylesheet(_request: Request) -> Response:
    """The stylesheet. Asked for again with each page load, so that none is kept from before an upgrade."""
    return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})


@cache
def stylesheet() -> str:
    """All of it, read once."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in FILES)


ROUTE = Route("/family-context.css", show_stylesheet, methods=["GET"])
