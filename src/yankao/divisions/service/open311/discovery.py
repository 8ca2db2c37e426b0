"""Service discovery (服務探索): where the interface is, in which formats, whom to ask for a key, and when its services last changed."""

from datetime import datetime

from django.http import HttpRequest

from yankao.divisions.service.open311.formats import MEDIA_TYPES, Row, moment_text
from yankao.divisions.service.open311.services import changeset, services_on
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
BASE = "/open311/v2"
TEST_BASE = "/open311/test/v2"


def discovery(request: HttpRequest, *, now: datetime) -> Row:
    """Return the description of the two endpoints: the one that counts, and the one that checks everything and keeps nothing."""
    city, day = current_city(), day_of(now)
    changed = moment_text(changeset(services_on(day), day=day))
    return {
        "changeset": changed,
        "contact": f"{city.commission}聯合服務中心，電話 {city.hotline} 或 {city.telephone}",
        "key_service": f"寫入需要 api_key：請向{city.commission}聯合服務中心（{city.telephone}）申請；查詢不需金鑰。",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri(base),
                "changeset": changed,
                "type": kind,
                "formats": [media.partition(";")[0] for media in MEDIA_TYPES.values()],
            }
            for base, kind in ((BASE, "production"), (TEST_BASE, "test"))
        ],
    }
