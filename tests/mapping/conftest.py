import pytest

from tests.mapping.mapped import Mapped


@pytest.fixture
def mapped(make):
    """Makes worlds in which mappings can be changed; `bare` ones have none to begin with."""

    async def making(bare=True):
        mapped = Mapped(await make())
        if bare:
            await mapped.unmap_all()
        return mapped

    return making
