"""The application: every concept's routes around one set of services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import kenbun.access.api
import kenbun.access.audit_api
import kenbun.access.http
import kenbun.access.own_api
import kenbun.access.pages
import kenbun.accounts.api
import kenbun.accounts.lists.api
import kenbun.accounts.lists.pages
import kenbun.accounts.matrix_pages
import kenbun.accounts.pages
import kenbun.activity.api
import kenbun.activity.deletion.api
import kenbun.activity.deletion.pages
import kenbun.activity.pages
import kenbun.activity.sessions.api
import kenbun.activity.sessions.pages
import kenbun.acts.api
import kenbun.acts.pages
import kenbun.alerts.api
import kenbun.alerts.channels.api
import kenbun.alerts.channels.pages
import kenbun.alerts.deliveries.api
import kenbun.alerts.deliveries.pages
import kenbun.alerts.pages
import kenbun.analysis.api
import kenbun.analysis.card_pages
import kenbun.analysis.pages
import kenbun.builder.pages
import kenbun.committee.api
import kenbun.committee.pages
import kenbun.committee.roles_api
import kenbun.committee.roles_pages
import kenbun.configuration.api
import kenbun.conversions.api
import kenbun.conversions.pages
import kenbun.dossier.api
import kenbun.erasure.api
import kenbun.erasure.pages
import kenbun.events.filters.api
import kenbun.events.filters.pages
import kenbun.events.ingest_api
import kenbun.events.pages
import kenbun.events.rejected_api
import kenbun.events.types_api
import kenbun.events.types_pages
import kenbun.health.api
import kenbun.health.metrics_api
import kenbun.health.pages
import kenbun.leads.api
import kenbun.leads.fields_api
import kenbun.leads.fields_pages
import kenbun.leads.lists.pages
import kenbun.leads.pages
import kenbun.levels.api
import kenbun.levels.pages
import kenbun.mapping.api
import kenbun.mapping.pages
import kenbun.merging.accounts.api
import kenbun.merging.api
import kenbun.merging.pages
import kenbun.owners.api
import kenbun.owners.pages
import kenbun.resolution.alias_pages
import kenbun.resolution.api
import kenbun.resolution.lead_pages
import kenbun.resolution.pages
import kenbun.scoring.api
import kenbun.scoring.fit.account_receipt_pages
import kenbun.scoring.fit.api
import kenbun.scoring.history.api
import kenbun.scoring.history.pages
import kenbun.scoring.inactivity.api
import kenbun.scoring.inactivity.pages
import kenbun.scoring.pages
import kenbun.scoring.receipt_api
import kenbun.scoring.receipt_pages
import kenbun.scoring.rule_pages
import kenbun.scoring.ruleset_pages
import kenbun.scoring.rulesets_api
import kenbun.scoring.share_api
import kenbun.scoring.share_pages
import kenbun.scoring.trial_api
import kenbun.scoring.trial_pages
import kenbun.scoring.version_pages
import kenbun.scoring.versions_api
import kenbun.segments.builder.list_pages
import kenbun.segments.builder.pages
import kenbun.segments.comparing.api
import kenbun.segments.comparing.pages
import kenbun.segments.defining.api
import kenbun.segments.members.api
import kenbun.segments.trying.api
import kenbun.surge.api
import kenbun.surge.pages
import kenbun.team.api
import kenbun.team.forgotten_pages
import kenbun.team.pages
import kenbun.transfer.events.api
import kenbun.transfer.exports.api
import kenbun.transfer.exports.pages
import kenbun.transfer.imports.api
import kenbun.transfer.imports.pages
import kenbun.triggers.api
import kenbun.triggers.builder.firing_pages
import kenbun.triggers.builder.held_pages
import kenbun.triggers.builder.pages
import kenbun.triggers.builder.trial_pages
import kenbun.triggers.firings_api
import kenbun.triggers.pages
import kenbun.triggers.simulation_api
import kenbun.triggers.trial_api
import kenbun.watching.api
import kenbun.watching.pages
import kenbun.web
import kenbun.web.health
import kenbun.workspace_settings.api
import kenbun.workspace_settings.pages
from kenbun import VERSION
from kenbun.events.inbox import Inbox
from kenbun.health.counting_http import CountAnswers
from kenbun.services import Services

_ROUTERS = (
    kenbun.web.health.router,
    kenbun.health.metrics_api.router,
    kenbun.health.api.router,
    kenbun.events.ingest_api.router,
    kenbun.events.rejected_api.router,
    kenbun.activity.api.router,
    kenbun.activity.deletion.api.router,
    kenbun.events.types_api.router,
    kenbun.activity.sessions.api.router,
    kenbun.transfer.events.api.router,
    kenbun.transfer.exports.api.router,
    kenbun.transfer.imports.api.router,
    kenbun.leads.lists.pages.views_api_router,
    kenbun.leads.api.router,
    kenbun.leads.fields_api.router,
    kenbun.acts.api.router,
    kenbun.accounts.lists.pages.views_api_router,
    kenbun.resolution.api.router,
    kenbun.merging.accounts.api.router,
    kenbun.accounts.lists.api.router,
    kenbun.accounts.api.router,
    kenbun.owners.api.router,
    kenbun.merging.api.router,
    kenbun.watching.api.router,
    kenbun.erasure.api.router,
    kenbun.dossier.api.router,
    kenbun.scoring.receipt_api.router,
    kenbun.scoring.share_api.router,
    kenbun.scoring.history.api.router,
    kenbun.conversions.api.router,
    kenbun.scoring.fit.api.router,
    kenbun.scoring.api.router,
    kenbun.scoring.rulesets_api.router,
    kenbun.scoring.versions_api.router,
    kenbun.scoring.trial_api.router,
    kenbun.scoring.inactivity.api.router,
    kenbun.levels.api.router,
    kenbun.mapping.api.router,
    kenbun.events.filters.api.router,
    kenbun.configuration.api.router,
    kenbun.workspace_settings.api.router,
    kenbun.surge.api.router,
    kenbun.segments.comparing.api.router,
    kenbun.segments.trying.api.router,
    kenbun.segments.defining.api.router,
    kenbun.segments.members.api.router,
    kenbun.triggers.firings_api.router,
    kenbun.triggers.simulation_api.router,
    kenbun.triggers.trial_api.router,
    kenbun.triggers.api.router,
    kenbun.committee.api.router,
    kenbun.committee.roles_api.router,
    kenbun.analysis.api.router,
    kenbun.alerts.api.router,
    kenbun.alerts.channels.api.router,
    kenbun.alerts.deliveries.api.router,
    kenbun.team.api.router,
    kenbun.access.own_api.router,
    kenbun.access.audit_api.router,
    kenbun.access.api.router,
    kenbun.team.pages.router,
    kenbun.team.forgotten_pages.router,
    kenbun.health.pages.router,
    kenbun.access.pages.router,
    kenbun.alerts.pages.router,
    kenbun.alerts.channels.pages.router,
    kenbun.alerts.deliveries.pages.router,
    kenbun.workspace_settings.pages.router,
    kenbun.scoring.receipt_pages.router,
    kenbun.scoring.fit.account_receipt_pages.router,
    kenbun.scoring.history.pages.router,
    kenbun.conversions.pages.router,
    kenbun.scoring.share_pages.router,
    kenbun.owners.pages.router,
    kenbun.watching.pages.router,
    kenbun.leads.lists.pages.router,
    kenbun.transfer.exports.pages.leads_router,
    kenbun.transfer.exports.pages.accounts_router,
    kenbun.transfer.imports.pages.router,
    kenbun.leads.lists.pages.views_router,
    kenbun.erasure.pages.router,
    kenbun.acts.pages.router,
    kenbun.acts.pages.lead_router,
    kenbun.acts.pages.account_router,
    kenbun.resolution.pages.router,
    kenbun.resolution.lead_pages.router,
    kenbun.resolution.alias_pages.router,
    kenbun.accounts.lists.pages.views_router,
    kenbun.accounts.lists.pages.router,
    kenbun.accounts.matrix_pages.router,
    kenbun.leads.fields_pages.router,
    kenbun.merging.pages.router,
    kenbun.leads.pages.router,
    kenbun.accounts.pages.router,
    kenbun.analysis.pages.router,
    kenbun.analysis.card_pages.lead_router,
    kenbun.analysis.card_pages.account_router,
    kenbun.events.pages.router,
    kenbun.activity.pages.router,
    kenbun.activity.deletion.pages.router,
    kenbun.events.types_pages.router,
    kenbun.activity.sessions.pages.router,
    kenbun.scoring.version_pages.router,
    kenbun.scoring.ruleset_pages.router,
    kenbun.scoring.inactivity.pages.router,
    kenbun.scoring.rule_pages.router,
    kenbun.scoring.trial_pages.router,
    kenbun.scoring.pages.router,
    kenbun.mapping.pages.router,
    kenbun.events.filters.pages.router,
    kenbun.levels.pages.router,
    kenbun.segments.builder.list_pages.router,
    kenbun.segments.comparing.pages.router,
    kenbun.segments.builder.pages.router,
    kenbun.triggers.pages.router,
    kenbun.triggers.builder.pages.router,
    kenbun.triggers.builder.held_pages.router,
    kenbun.triggers.builder.trial_pages.router,
    kenbun.triggers.builder.firing_pages.router,
    kenbun.surge.pages.router,
    kenbun.builder.pages.router,
    kenbun.committee.pages.router,
    kenbun.committee.roles_pages.router,
)


def create_app(services: Services) -> FastAPI:
    """Owns the inbox: it is open as long as the application is."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await services.inbox.start()
        yield
        await services.inbox.stop()

    services.inbox = Inbox(services.database, services.clock, services.worker.wake)
    app = FastAPI(
        title="kenbun",
        version=VERSION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.services = services
    kenbun.access.http.install(app)
    kenbun.web.install(app)
    # last, so that it is the outermost and sees every answer
    app.add_middleware(CountAnswers)
    for router in _ROUTERS:
        app.include_router(router)
    return app
