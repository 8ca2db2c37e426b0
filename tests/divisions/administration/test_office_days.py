"""The official calendar is imported, wrong rows are named, and open working-day due dates move with it."""

from pathlib import Path

import pytest
from tests.cases.people import at, staff

from yankao.engines.cases import registry
from yankao.engines.cases.open import open_case
from yankao.engines.connectors import registry as importers
from yankao.engines.connectors.declare import ImportTask
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def take(file: Path, lines: list[str]) -> dict[str, int | str]:
    file.write_text("西元日期,星期,是否放假,備註\n" + "\n".join(lines) + "\n", encoding="utf-8")
    told: list[str] = []
    task = ImportTask(file=file, rejects_file=file.with_suffix(".rejects"), actor=job("test"), now=at("2023-03-01 12:00"), progress=told.append)
    return importers.importer("calendar").run(task).as_dict()


def test_a_day_made_free_moves_what_is_due_and_a_wrong_row_is_named(tmp_path: Path) -> None:
    question = {"question": "戶政事務所幾點上班", "channel": "phone"}
    case = open_case(registry.get("service.inquiry"), actor=staff("agent", "rdec-service-callcentre"), now=at("2023-03-01 09:00"), facts=question)
    file = tmp_path / "calendar.csv"

    done = take(file, ["20230302,四,2,彈性放假", "2023-02-30,四,2,", "20230303,五,0,"])
    case.refresh_from_db()

    assert (done["read"], done["rejected"]) == (3, 1)
    assert case.due_at == at("2023-03-04 00:00")
    assert "2023-02-30" in file.with_suffix(".rejects").read_text(encoding="utf-8-sig")
    assert take(file, ["20230302,四,2,彈性放假", "20230303,五,0,"])["imported"] == 0
