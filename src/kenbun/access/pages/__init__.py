"""The pages of access: signing in and out, switching workspaces, sources, one's own account and tokens,
the audit log."""

from fastapi import APIRouter

from kenbun.access.pages import account, audit_log, own_tokens, sign_in, switch, write_keys

router = APIRouter(include_in_schema=False)
router.include_router(sign_in.router)
router.include_router(account.router)
router.include_router(audit_log.router)
router.include_router(switch.router)
router.include_router(write_keys.router)
router.include_router(own_tokens.router)
