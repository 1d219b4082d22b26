"""A forgotten password: whoever asks is told the same, and as quickly, whether the address is a member's or not."""

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, Request, Response

from kenbun.access import resets
from kenbun.access.http.callers import address_of
from kenbun.access.http.sites import demand_same_site
from kenbun.kit.errors import TooMany
from kenbun.mail import Mail, NotSent, is_set_up, send
from kenbun.services import Services
from kenbun.web.render import page

router = APIRouter(prefix="/sign-in/forgot")
log = structlog.get_logger()

# The loop itself holds tasks weakly.
_on_their_way: set[asyncio.Task[None]] = set()


@router.get("")
async def ask(request: Request) -> Response:
    return _page(request)


@router.post("", dependencies=[Depends(demand_same_site)])
async def send_link(request: Request, email: Annotated[str, Form()] = "") -> Response:
    """The mail goes out after the answer, which would else take longer for those who get one."""
    services: Services = request.app.state.services
    if not is_set_up(services.settings):
        return _page(request)
    try:
        letter = await resets.forgotten(
            services.database, services.settings, email, address_of(request), services.clock
        )
    except TooMany as problem:
        answer = _page(request, email=email, problem=problem, status=problem.status)
        answer.headers["Retry-After"] = str(problem.retry_after)
        return answer
    if letter is not None:
        task = asyncio.create_task(_mail(services, letter))
        _on_their_way.add(task)
        task.add_done_callback(_on_their_way.discard)
    return _page(request, asked=True)


async def _mail(services: Services, letter: Mail) -> None:
    try:
        await send(services.settings, letter, services.clock)
    except NotSent as failure:
        # Without the address: who has forgotten a password is nothing for a log.
        log.warning("reset.not_mailed", reason=failure.reason)


def _page(request: Request, *, status: int = 200, **shown: object) -> Response:
    context = {"asked": False, "email": "", "problem": None} | shown
    mailed = is_set_up(request.app.state.services.settings)
    return page(request, "access/forgot.html", status=status, mailed=mailed, **context)
