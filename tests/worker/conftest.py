from tests.world import database, make

__all__ = ["database", "make"]
