"""Two real processes behind a real nginx: a browser stays on one, and if it is killed the others notice nothing."""

import asyncio
import os
import signal
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from benchmarks.users import GROUNDS, Site, worker_name
from benchmarks.visitor import Visitor
from demo_data.workers import DEMO_PASSWORD
from tests.browser.server import Server
from tests.deploy.programs import require
from tests.nginx import Nginx, running_nginx

pytestmark = pytest.mark.deploy
# A route is drawn at random: as many sign in as it takes until each process has one, and never are 24 all on one.
WORKERS = 24


@dataclass
class Running:
    """nginx, and the processes behind it."""

    nginx: Nginx
    servers: list[Server]

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.nginx.certificate)

    def connections(self) -> list[int]:
        """The connections that each process has from nginx."""
        return [
            sum(one.status == "ESTABLISHED" for one in psutil.Process(server.pid).net_connections("tcp"))
            for server in self.servers
        ]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    require("nginx")
    site = Site.prepare(Path(tmp_path_factory.mktemp("processes")), WORKERS, None)
    with ExitStack() as stack:
        servers = [stack.enter_context(site.served()) for _ in range(2)]
        ports = [int(server.url.rsplit(":", 1)[1]) for server in servers]
        yield Running(stack.enter_context(running_nginx(ports)), servers)


async def signed_in(running: Running, number: int) -> Visitor:
    visitor = Visitor(running.nginx.url, running.trust)
    await visitor.sign_in(worker_name(number), DEMO_PASSWORD)
    return visitor


def test_a_browser_gets_a_route_with_its_first_answer_and_keeps_it(running: Running):
    visitor = Visitor(running.nginx.url, running.trust)
    visitor.ask("GET", "/")
    route = visitor.cookies["__Host-family-context-route"]
    assert len(route) == 32
    visitor.ask("GET", "/session")
    assert visitor.cookies["__Host-family-context-route"] == route
    other = Visitor(running.nginx.url, running.trust)
    other.ask("GET", "/")
    assert other.cookies["__Host-family-context-route"] != route


async def signed_in_on_each(running: Running) -> dict[int, list[Visitor]]:
    """Who has signed in, by the process that holds their page: somebody on each."""
    places: dict[int, list[Visitor]] = {0: [], 1: []}
    for number in range(WORKERS):
        before = running.connections()
        visitor = await signed_in(running, number)
        grown = [after - one for one, after in zip(before, running.connections(), strict=True)]
        # The websocket stays; what nginx keeps for the next request may come and go.
        places[grown.index(max(grown))].append(visitor)
        if all(places.values()):
            return places
    raise AssertionError(f"All of {WORKERS} are on one process.")


def test_everything_of_one_browser_goes_to_one_process_and_many_are_spread(running: Running):
    """From one address, as behind Citrix: the route decides, not the address."""

    async def run() -> None:
        for visitors in (await signed_in_on_each(running)).values():
            for visitor in visitors:
                await visitor.close()

    asyncio.run(run())


def test_when_one_process_is_killed_the_others_people_notice_nothing(running: Running):
    """Last, because it kills one. Its workers continue on the other process, still signed in, where they were."""

    async def run() -> None:
        lost, kept = (await signed_in_on_each(running)).values()
        for visitor in lost:
            await visitor.submit(GROUNDS, "FormSubmitter:reason_form-Continue")
        os.kill(running.servers[0].pid, signal.SIGKILL)
        for visitor in kept:
            await visitor.submit(GROUNDS, "FormSubmitter:reason_form-Continue")
            assert "search_by_name" in visitor.widgets
        for visitor in lost:
            with pytest.raises(ConnectionClosed):
                await visitor.submit({}, "search_by_name")
            await visitor.open()
            assert visitor.is_signed_in
            assert "search_by_name" in visitor.widgets
        for visitor in kept + lost:
            await visitor.close()

    asyncio.run(run())
