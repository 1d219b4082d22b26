"""Whether the process can serve: the application is up and the database answers."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: str


# load balancers and monitors ask by HEAD as often
@router.head("/health", include_in_schema=False)
@router.get("/health", responses={503: {"model": Health, "description": "The database is away."}})
async def health(request: Request, response: Response) -> Health:
    """200 when ready."""
    if await request.app.state.services.database.answers():
        return Health(status="ok")
    response.status_code = 503
    return Health(status="the database is away")
