"""All addresses: the health answer here, everything else from the shell."""

from __future__ import annotations

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """Answer that the process lives; open to everybody, tells nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
urlpatterns.append(path("", include("yankao.shell.urls")) if find_spec("yankao.shell.urls") else path("", healthz, name="home"))
