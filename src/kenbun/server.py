"""The process: database, application and worker start in this order and end in the other."""

import asyncio
import ctypes
import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn

from kenbun import logs
from kenbun.app import create_app
from kenbun.database.embedded import hold
from kenbun.database.opened import Say, serving
from kenbun.first_start import first_link, make_demo_first, make_first_workspace
from kenbun.kit.clock import system_clock
from kenbun.onboarding import furnish_older
from kenbun.outgoing import networks
from kenbun.services import Services
from kenbun.settings import Settings, SettingsError
from kenbun.worker import Worker

# M_ARENA_MAX of malloc.h
_ARENA_MAX = -8

GRACE_SECONDS = 3
"""How long answers under way (live pages keep theirs open) may take once we stop."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours: they also have to end what runs before and after uvicorn."""
        yield


async def serve(settings: Settings, say: Say) -> None:
    """Until SIGINT or SIGTERM; then everything is stopped in order, within seconds."""
    logs.set_up(settings.log_level)
    _share_one_heap()
    with hold(settings.data_dir, settings.address):
        _check_port(settings)
    with _signals() as signals, suppress(asyncio.CancelledError):
        # in a process that holds the folder itself
        await make_demo_first(settings, say)
        with hold(settings.data_dir, settings.address):
            async with serving(settings, say) as database:
                await make_first_workspace(database, settings, system_clock, say)
                await furnish_older(database, system_clock)
                await _serve(
                    Services(database, settings, Worker(database, system_clock, settings)), signals, say
                )
                signals.act = _stopping_already


async def _serve(services: Services, signals: "_Signals", say: Say) -> None:
    server = _Server(config_of(services))

    def stop() -> None:
        server.should_exit = True

    signals.act = stop
    _spare_the_collector()
    await services.worker.start()
    announcing = asyncio.create_task(_announce(server, services, say))
    try:
        await server.serve()
    finally:
        announcing.cancel()
        await services.worker.stop()


def _share_one_heap() -> None:
    """The C library gives each thread a heap of its own, which keeps what was once in use there: 8 MB of a server that
    does nothing. Behind Python's lock threads hardly ever ask for memory at the same moment."""
    if sys.platform == "linux":
        # there is none where the C library is not glibc
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def _spare_the_collector() -> None:
    """What is loaded by now stays; and a batch is thousands of objects, none of them in a cycle.

    At Python's own threshold a tenth of the pipeline's time went into looking for such. Nobody should wait for it long,
    either: the second look at 500,000 objects, most of them of statements that have not been asked lately, held all
    answers for 280 ms; at 120,000 it takes 50.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 5, 200)


def config_of(services: Services) -> uvicorn.Config:
    """How uvicorn serves the application: forwarded headers count from trusted proxies, and from nobody else."""
    # written out, as uvicorn passes over a network with bits set behind its prefix
    proxies = [str(one) for one in networks(services.settings.trusted_proxies)]
    return uvicorn.Config(
        create_app(services),
        host=services.settings.host,
        port=services.settings.port,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


async def _announce(server: uvicorn.Server, services: Services, say: Say) -> None:
    while not server.started:
        await asyncio.sleep(0.02)
    say(f"ready at {services.settings.address}")
    if link := await first_link(services.database, services.settings, services.clock):
        say(f"sign in once, within a day, with {link}")


@dataclass
class _Signals:
    """What SIGINT and SIGTERM do at the moment."""

    act: Callable[[], object]

    def receive(self) -> None:
        self.act()


@contextmanager
def _signals() -> Iterator[_Signals]:
    """At first they cancel the current task: until the server answers there is nothing to end in order."""
    task = asyncio.current_task()
    assert task is not None
    signals = _Signals(task.cancel)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, signals.receive)
    try:
        yield signals
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _stopping_already() -> None:
    """Once we stop, a further signal must not keep the database from writing everything down."""


def _check_port(settings: Settings) -> None:
    """Before anything is started; raises SettingsError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            probe.listen(1)
        except OSError as error:
            raise SettingsError(
                f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
                "Set KENBUN_PORT (or KENBUN_HOST) to another."
            ) from None
