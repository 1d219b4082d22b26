"""How kenbun itself fares: `/metrics` for Prometheus, and every part on a page for admins."""
