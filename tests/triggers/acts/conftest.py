from tests.triggers.conftest import *  # noqa: F403
