"""All addresses: health and figures for those who run the program, everything else from the shell and the divisions."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from yankao.shell.api.urls import urls as interface
from yankao.site.health import healthz
from yankao.site.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", interface),
    path("", include("yankao.divisions.service.open311.urls")),
    path("", include("yankao.divisions.service.pages.urls")),
    path("", include("yankao.divisions.service.pages.response_urls")),
    path("", include("yankao.divisions.service.citizen.urls")),
    path("", include("yankao.divisions.service.mail.urls")),
    path("", include("yankao.divisions.control.pages.urls")),
    path("", include("yankao.divisions.planning.pages.urls")),
    path("", include("yankao.divisions.engineering.pages.tablet_urls")),
    path("", include("yankao.divisions.engineering.pages.tender_urls")),
    path("", include("yankao.divisions.engineering.draws.urls")),
    path("", include("yankao.shell.urls")),
]
handler400 = "yankao.shell.views.rest.bad_request"
handler403 = "yankao.shell.views.rest.forbidden"
handler404 = "yankao.shell.views.rest.not_found"
handler500 = "yankao.site.unavailable.broken"
