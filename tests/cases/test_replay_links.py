"""Links between cases that are told from a source, however many cases there are."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yankao.engines.cases.models import LinkKind
from yankao.engines.cases.replay_link import Links, link
from yankao.engines.cases.replay_words import ReplayedLink

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 3, 1, 4, 0, tzinfo=UTC)


def test_a_long_list_of_told_cases_is_found_by_the_index_of_sources() -> None:
    links = Links()
    links.told.update({f"told-{n}": (ReplayedLink(external_id=f"told-{n + 1}", kind=LinkKind.RELATED, reason="同一地點"),) for n in range(500)})
    with CaptureQueriesContext(connection) as asked:
        link(links, source="kcg1999", now=NOW)
    statement = next(it["sql"] for it in asked.captured_queries if '"external_id" IN' in it["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "case_external_id_once" in plan
