"""The addresses of the open interface; a double slash after the base is taken as one, for old clients join carelessly."""

from django.urls import re_path

from yankao.divisions.service import limits
from yankao.divisions.service.open311 import views

_BASE = r"^open311/(?:(?P<mode>test)/)?v2/+"
LIMITS = (limits.OPEN311_READS, limits.OPEN311_WRITES, limits.FORMS, limits.MAP)
"""In force as soon as the addresses are known."""
_FORMAT = r"\.(?P<fmt>xml|json)$"

urlpatterns = [
    re_path(rf"^open311/discovery{_FORMAT}", views.discovery, name="open311-discovery"),
    re_path(rf"^discovery{_FORMAT}", views.discovery, name="open311-discovery-root"),
    re_path(rf"{_BASE}discovery{_FORMAT}", views.discovery, name="open311-discovery-base"),
    re_path(rf"{_BASE}services{_FORMAT}", views.services, name="open311-services"),
    re_path(rf"{_BASE}services/(?P<code>[^/]*){_FORMAT}", views.definition, name="open311-definition"),
    re_path(rf"{_BASE}requests{_FORMAT}", views.requests, name="open311-requests"),
    re_path(rf"{_BASE}requests/(?P<number>[^/]*){_FORMAT}", views.one_request, name="open311-request"),
    re_path(rf"{_BASE}tokens/(?P<token>[^/]*){_FORMAT}", views.token, name="open311-token"),
    re_path(rf"{_BASE}servicerequestupdates{_FORMAT}", views.request_updates, name="open311-updates"),
    re_path(rf"{_BASE}bulk/requests\.(?P<fmt>csv|json|xml)$", views.bulk, name="open311-bulk"),
    re_path(rf"{_BASE}media/(?P<number>\w+)/(?P<photo>\d{{1,18}})$", views.media, name="open311-media"),
    re_path(rf"{_BASE}(?P<rest>.*)$", views.unknown, name="open311-unknown"),
    re_path(r"^open1999/ServiceRequestsQuery\.asmx/ServiceRequestsQuery$", views.open1999_json, name="open1999-json"),
    re_path(r"^open1999/ServiceRequestsQuery\.aspx$", views.open1999_xml, name="open1999-xml"),
]
