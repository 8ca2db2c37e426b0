"""現場平板: two devices write on one site, offline, and not a word of either is lost."""

from io import BytesIO
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases.people import at
from tests.divisions.engineering.sites import DEFECT, PNG, VISITED, change, clerk, engineer, finding, head, planned

from yankao.divisions.engineering.logic.site_models import SiteChange, SiteFinding, SitePhoto, SiteSheet
from yankao.divisions.engineering.logic.site_read import state_of
from yankao.divisions.engineering.logic.site_sync import add_photo, decide, take_in
from yankao.divisions.engineering.registers.defect_codes import ChecklistItem, load_shipped
from yankao.kernel.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LATER = at("2023-03-07 09:00")


def send(case, *changes, device="甲", now=LATER):
    return [row.fate for row in take_in(case, changes, actor=engineer(), now=now, device=device)]


def test_what_was_typed_offline_is_written_once_however_often_it_is_sent():
    case = planned()
    sent = [*head(), *finding(DEFECT, text="路基壓實不足", points="2", severity="M")]

    assert set(send(case, *sent)) == {"applied"}
    assert set(send(case, *sent)) == {"applied"}
    assert SiteChange.objects.count() == len(sent)
    assert SiteSheet.objects.get(case=case).actual_progress == 43.5
    assert SiteFinding.objects.get(pk=DEFECT).made_at == VISITED
    assert Entry.objects.filter(verb="engineering.inspection:sync").count() == 1


def test_two_devices_that_wrote_different_fields_both_win():
    case = planned()
    assert send(case, change("sheet", "weather", "rain")) == ["applied"]
    assert send(case, change("sheet", "remark", "注意排水", key="乙"), device="乙") == ["applied"]
    sheet = SiteSheet.objects.get(case=case)
    assert (sheet.weather, sheet.remark) == ("rain", "注意排水")


def test_one_field_written_twice_is_shown_to_decide_and_both_texts_stay():
    case = planned()
    send(case, change("sheet", "remark", "甲的話"))
    mine = change("sheet", "remark", "乙的話", key="乙")
    assert send(case, mine, device="乙") == ["conflict"]
    row = SiteChange.objects.get(pk=mine.id)
    assert (row.theirs, row.value, SiteSheet.objects.get(case=case).remark) == ("甲的話", "乙的話", "甲的話")

    send(case, change("sheet", "remark", "甲又改", base="甲的話", key="甲2"))
    with pytest.raises(ValidationError, match="剛才又有更動"):
        decide(case, mine.id, keep_mine=True, seen="甲的話", actor=engineer(), now=LATER)
    with pytest.raises(PermissionDenied):
        decide(case, mine.id, keep_mine=True, seen="甲又改", actor=clerk(), now=LATER)
    decide(case, mine.id, keep_mine=True, seen="甲又改", actor=engineer(), now=LATER)
    assert SiteSheet.objects.get(case=case).remark == "乙的話"
    with pytest.raises(ValidationError, match="已決定"):
        decide(case, mine.id, keep_mine=False, seen="乙的話", actor=engineer(), now=LATER)


def test_keeping_theirs_leaves_the_field_and_the_other_text_readable():
    case = planned()
    send(case, change("sheet", "remark", "甲的話"))
    mine = change("sheet", "remark", "乙的話", key="乙")
    send(case, mine, device="乙")
    decide(case, mine.id, keep_mine=False, seen="甲的話", actor=engineer(), now=LATER)

    row = SiteChange.objects.get(pk=mine.id)
    assert (SiteSheet.objects.get(case=case).remark, row.value, row.fate, row.decided_by) == ("甲的話", "乙的話", "theirs", "許工程")


def test_a_device_that_writes_again_replaces_its_own_waiting_text_only():
    case = planned()
    send(case, change("sheet", "remark", "甲的話"))
    send(case, change("sheet", "remark", "乙一", key="乙1"), device="乙")
    send(case, change("sheet", "remark", "丙一", key="丙1"), device="丙")
    send(case, change("sheet", "remark", "乙二", base="乙一", key="乙2"), device="乙")

    assert sorted(SiteChange.objects.filter(fate="conflict").values_list("value", flat=True)) == ["丙一", "乙二"]
    assert SiteChange.objects.get(value="乙一").fate == "later"


@pytest.mark.parametrize(
    ("entity", "field", "value"),
    [
        ("sheet", "weather", "snow"),
        ("sheet", "case_id", "1"),
        ("sheet", "actual_progress", "140"),
        ("check:999999", "result", "good"),
        ("finding:not-a-uuid", "text", "x"),
        ("elsewhere", "text", "x"),
    ],
)
def test_what_cannot_be_written_is_kept_with_the_reason(entity, field, value):
    (row,) = take_in(planned(), [change(entity, field, value)], actor=engineer(), now=LATER)

    assert (row.fate, row.value) == ("refused", value)
    assert row.message


def test_only_inspectors_write_and_no_id_serves_two_sites():
    case, other = planned(), planned(tender="112-A-002")
    with pytest.raises(PermissionDenied):
        take_in(case, head(), actor=clerk(), now=LATER)
    send(case, *finding(DEFECT, text="甲"))
    with pytest.raises(ValidationError, match="其他案件"):
        send(other, *finding(DEFECT, text="甲"))
    assert send(other, change(f"finding:{DEFECT}", "text", "乙", key="乙")) == ["refused"]
    assert SiteFinding.objects.get(pk=DEFECT).case_id == case.pk


def test_a_picture_sent_twice_is_kept_once_and_belongs_to_its_site():
    case, other = planned(), planned(tender="112-A-002")
    send(case, *finding(DEFECT, text="甲"))
    pk = uuid5(NAMESPACE_URL, "photo")

    def photo(of, **facts):
        return add_photo(of, pk, BytesIO(PNG), name="a.png", taken_at=VISITED, actor=engineer(), now=LATER, **facts)

    with pytest.raises(ValidationError, match="請先同步文字"):
        photo(other, finding_id=DEFECT)
    assert photo(case, finding_id=DEFECT) == photo(case, finding_id=DEFECT)
    with pytest.raises(ValidationError, match="其他案件"):
        photo(other)
    assert SitePhoto.objects.count() == 1


NUMBERS = count(1)
FIELDS = st.sampled_from(("weather", "remark", "absence"))
EDITS = st.lists(st.tuples(st.sampled_from("甲乙"), FIELDS, st.sampled_from(("", "fine", "rain"))), max_size=12)


@settings(max_examples=25)
@given(edits=EDITS, order=st.randoms())
def test_whatever_two_devices_type_and_whenever_they_come_back_every_text_stands_or_waits_or_was_replaced(edits, order):
    case = planned(tender=f"T-{next(NUMBERS)}")
    queues: dict[str, list[dict[str, Any]]] = {"甲": [], "乙": []}
    seen: dict[tuple[str, str], str] = {}
    for n, (device, field, value) in enumerate(edits):
        queues[device].append(change("sheet", field, value, base=seen.get((device, field), ""), key=f"{case.pk}-{n}"))
        seen[device, field] = value
    devices = list(queues)
    order.shuffle(devices)
    for device in devices:
        send(case, *queues[device], device=device)
        send(case, *queues[device], device=device)

    rows = SiteChange.objects.filter(case=case)
    assert rows.count() == len(edits)
    sheet = SiteSheet.objects.filter(case=case).first() or SiteSheet()
    for (device, field), value in seen.items():
        waits = rows.filter(field=field, device=device, fate="conflict", value=value).exists()
        answered = rows.filter(field=field, fate__in=("applied", "same")).exclude(device=device).exists()
        assert getattr(sheet, field) == value or waits or answered


def test_a_device_whose_answer_was_lost_writes_on_but_not_over_another():
    case = planned()
    send(case, change("sheet", "remark", "甲一"))
    assert send(case, change("sheet", "remark", "甲二", key="甲2")) == ["applied"]
    send(case, change("sheet", "remark", "乙一", base="甲二", key="乙1"), device="乙")
    assert send(case, change("sheet", "remark", "甲三", key="甲3")) == ["conflict"]
    assert SiteSheet.objects.get(case=case).remark == "乙一"


def test_an_item_of_the_checklist_is_answered_and_a_struck_finding_leaves_the_record():
    load_shipped(actor=engineer(), now=LATER)
    case, item = planned(), ChecklistItem.objects.get(work_type="road", order=1)
    assert send(case, change(f"check:{item.pk}", "result", "bad"), change(f"check:{item.pk}", "remark", "僅九成")) == ["applied", "applied"]
    send(case, change(f"check:{item.pk}", "remark", "另說", key="乙"), device="乙")
    send(case, *finding(DEFECT, text="甲"))
    state = state_of(case)
    assert state["entities"][f"check:{item.pk}"] == {"result": "bad", "remark": "僅九成"}
    assert [row["label"] for row in state["waiting"]] == ["路基壓實度：說明"]
    assert state["findings"] == [str(DEFECT)]

    send(case, change(f"finding:{DEFECT}", "is_struck", "1"))
    assert state_of(case)["findings"] == []
    assert SiteFinding.objects.get(pk=DEFECT).text == "甲"
