"""All addresses: the health answer here, everything else from the shell."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yankao.shell.api.urls import urls as interface


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """Answer that the process lives; open to everybody, tells nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", interface),
    path("", include("yankao.divisions.service.open311.urls")),
    path("", include("yankao.divisions.service.pages.urls")),
    path("", include("yankao.divisions.service.citizen.urls")),
    path("", include("yankao.shell.urls")),
]
handler400 = "yankao.shell.views.rest.bad_request"
handler403 = "yankao.shell.views.rest.forbidden"
handler404 = "yankao.shell.views.rest.not_found"
handler500 = "yankao.shell.views.rest.broken"
