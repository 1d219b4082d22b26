from tests.api.conftest import acme, admin, client, server, tenant

__all__ = ["acme", "admin", "client", "server", "tenant"]
