"""A forgotten password: whoever asks is told the same, and as quickly, whether the address is a member's or not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from kenbun.access.http.callers import address_of
from kenbun.access.http.sites import demand_same_site
from kenbun.kit.errors import TooMany
from kenbun.mail import is_set_up
from kenbun.services import Services
from kenbun.team import resets
from kenbun.web.render import page

router = APIRouter(prefix="/sign-in/forgot", include_in_schema=False)


@router.get("")
async def ask(request: Request) -> Response:
    return _page(request)


@router.post("", dependencies=[Depends(demand_same_site)])
async def send_link(request: Request, email: Annotated[str, Form()] = "") -> Response:
    """The worker mails it, after the answer, which would else take longer for those who get one."""
    services: Services = request.app.state.services
    if not is_set_up(services.settings):
        return _page(request)
    try:
        await resets.forgotten(
            services.database, services.settings, email, address_of(request), services.clock
        )
    except TooMany as problem:
        answer = _page(request, email=email, problem=problem, status=problem.status)
        answer.headers["Retry-After"] = str(problem.retry_after)
        return answer
    return _page(request, asked=True)


def _page(request: Request, *, status: int = 200, **shown: object) -> Response:
    context = {"asked": False, "email": "", "problem": None} | shown
    mailed = is_set_up(request.app.state.services.settings)
    return page(request, "team/forgot.html", status=status, mailed=mailed, **context)
