"""The routes by which events come in, of every dialect."""

from fastapi import APIRouter

from kenbun.events.accept.registry import SOURCES

router = APIRouter()
for _source in SOURCES:
    router.include_router(_source.api.router)
