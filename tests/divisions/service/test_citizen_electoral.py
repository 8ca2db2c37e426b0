"""A councillor's electoral district is what the city's own table says; without one the page works by administrative district."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.shell.conftest import Login, a_dispatch, login, people

from yankao.divisions.service.citizen import mayor_views
from yankao.divisions.service.citizen.electoral import TABLE, BadTableError, electoral_districts
from yankao.engines.cases.models import Case
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import District

__all__ = ["login", "people"]
pytestmark = pytest.mark.system("petition-report")
HEAD = "number,name,district,village,source\n"
DISTRICTS = {"東區": "01", "西區": "02"}
VILLAGES = {("西區", "一里"): "0201", ("西區", "二里"): "0202"}


def read(folder: Path, *lines: str, head: str = HEAD) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    (folder / TABLE).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return tuple((it.name, it.districts, it.villages) for it in electoral_districts(folder, districts=DISTRICTS, villages=VILLAGES))


def test_whole_districts_and_single_villages_are_gathered(tmp_path: Path) -> None:
    found = read(tmp_path, "1,第1選舉區,東區,,公告", "1,第1選舉區,西區,一里,公告", "2,第2選舉區,西區,二里,公告")
    assert found == (("第1選舉區", ("01",), ("0201",)), ("第2選舉區", (), ("0202",)))


def test_a_city_without_a_table_has_none(tmp_path: Path) -> None:
    assert electoral_districts(tmp_path, districts=DISTRICTS, villages=VILLAGES) == ()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("1,A,南區,,公告",), "第2列：查無「南區」"),
        (("1,A,東區,,",), "來源"),
        (("1,A,東區,,公告", "2,B,東區,,公告"), "第3列：「東區」同時列於1與2"),
        ((",A,東區,,公告",), "缺選舉區編號"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    with pytest.raises(BadTableError, match=why):
        read(tmp_path, *lines)


def test_another_heading_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTableError, match="第一列"):
        read(tmp_path, head="a,b\n")


@pytest.mark.django_db
def test_the_page_says_when_the_city_has_no_table_and_takes_the_one_it_loads(login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client, district = login("mayor_office"), District.objects.order_by("code")[0]
    inside, outside = a_dispatch(), a_dispatch(address="別處")
    Case.objects.filter(pk=inside.pk).update(district=district)
    Case.objects.filter(pk=outside.pk).update(district=District.objects.order_by("code")[1])
    real, empty = current_city(), tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(mayor_views, "current_city", lambda: replace(real, folder=empty))
    assert "尚未載入選舉區範圍表" in client.get("/district/").content.decode()
    (tmp_path / TABLE).write_text(f"{HEAD}1,第1選舉區,{district.name},,選舉委員會公告\n", encoding="utf-8")
    monkeypatch.setattr(mayor_views, "current_city", lambda: replace(real, folder=tmp_path))
    body = client.get("/district/?e=1").content.decode()
    assert "第1選舉區" in body
    assert "選舉區範圍依 選舉委員會公告" in body
    assert inside.number in body
    assert outside.number not in body


@pytest.mark.django_db
def test_every_district_of_the_city_lies_in_one_electoral_district_and_each_is_one_click_away(login: Login, people: None) -> None:
    districts = {name: code for code, name in District.objects.values_list("code", "name")}
    shipped = electoral_districts(current_city().folder, districts=districts, villages={})
    assert sorted(code for each in shipped for code in each.districts) == sorted(districts.values())
    body = login("mayor_office").get("/district/").content.decode()
    assert all(f'href="?e={each.number}"' in body and each.name in body for each in shipped)
    assert "尚未與選舉委員會公告原文核對" in login("mayor_office").get("/district/?e=7").content.decode()
