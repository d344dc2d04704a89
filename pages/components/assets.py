"""What a browser loads once and not with every run: the look of every screen, and the scripts of our components.

Streamlit sends the script of a component with each of its elements: together it was half of what a View sent.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

HERE = Path(__file__).parent
A_YEAR = "public, max-age=31536000, immutable"
FILES = ("person_page.css", "style.css")
# Streamlit sends this with every element. While the tool does not answer the script is asked for again, by another
# name for browsers that remember a failure: else Streamlit says in its own words, amid the page, what did not come.
STUB = """const load = (again) => import(location.origin + ADDRESS + again).catch(() =>
  new Promise((done) => setTimeout(done, 2e3)).then(() => load("?" + Date.now())));
export default async (component) => (await load("")).default(component);"""


@cache
def component(script: Path) -> Any:
    """The component that this file of JavaScript is, told to Streamlit once a process."""
    # Streamlit takes no address here (and text of one line for a path), but it waits for what a component answers with.
    stub = STUB.replace("ADDRESS", repr(_address(script)))
    return st.components.v2.component(f"family_context_{script.stem}", js=stub, isolate_styles=False)


async def show_stylesheet(_request: Request) -> Response:
    """The stylesheet. Asked for again with each page load, so that none is kept from before an upgrade."""
    return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})


async def show_script(request: Request) -> Response:
    """A script by its name and what is in it: after an upgrade it has another address, so a browser may keep it."""
    text = _scripts().get(request.url.path)
    if text is None:
        return PlainTextResponse("Not found", 404)
    return Response(text, media_type="text/javascript", headers={"Cache-Control": A_YEAR})


@cache
def stylesheet() -> str:
    """All of it, read once."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in FILES)


def show_styles(*files: str) -> None:
    """Give this page the rules of other stylesheets too, by their paths below this folder."""
    for file in files:
        st.html(HERE / file)


@cache
def _scripts() -> dict[str, str]:
    return {_address(file): file.read_text(encoding="utf-8") for file in HERE.rglob("*.js")}


def _address(script: Path) -> str:
    return f"/scripts/{script.stem}-{sha256(script.read_bytes()).hexdigest()[:12]}.js"


ROUTES = [
    Route("/family-context.css", show_stylesheet, methods=["GET"]),
    Route("/scripts/{name}", show_script, methods=["GET"]),
]
