"""A city's folder with a mistake in it is refused in one line: the file, the row, what to do."""

import shutil
from pathlib import Path

import pytest

from yankao import cities
from yankao.cities.errors import CityFileError
from yankao.cities.tables import problems, refuse_wrong

HERE = cities.load("kaohsiung").folder
TABLES = ("agencies", "districts", "villages", "duty_rosters", "categories", "owner_rules")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "example"
    made.mkdir()
    for name in ("city.toml", *(f"{table}.csv" for table in TABLES)):
        shutil.copy(HERE / name, made)
    return made


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("key", cities.names())
def test_the_cities_there_are_hold_together(key: str) -> None:
    assert not list(problems(cities.load(key)))


def test_a_table_may_begin_with_the_mark_of_a_spreadsheet(folder: Path) -> None:
    path = folder / "districts.csv"
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert not list(problems(cities.read(folder)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('hotline = "1999"', "", "example/city.toml 缺少 hotline；請補上"),
        ("telephone =", "telephon =", "example/city.toml 沒有 telephon 這個鍵，是否為 telephone；請刪去或更正"),
        ('hotline = "1999"', "hotline = 1999", "example/city.toml 的 hotline 應為不是空白的文字（以引號括住）"),
        ('name = "高雄市"', 'name = " "', "example/city.toml 的 name 應為不是空白的文字（以引號括住）"),
        ("centre = [22.6273, 120.3014]", "centre = [22.6273]", "example/city.toml 的 centre 應為緯度、經度兩個數字，例如 [22.6273, 120.3014]"),
        ("centre = [", "centre = (", r"example/city.toml 無法讀取：.*line 16.*請更正該行"),
    ],
)
def test_a_wrong_key_is_named(folder: Path, old: str, new: str, says: str) -> None:
    change(folder / "city.toml", old, new)
    with pytest.raises(CityFileError, match=says if ".*" in says else None) as refused:
        cities.read(folder)
    assert ".*" in says or str(refused.value) == says


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("agencies", "rdec-service,rdec,", "rdec-service,rdek,", "agencies.csv 第39列：parent「rdek」不在 agencies.csv 的 slug 欄"),
        ("agencies", "finance,,", "civil-affairs,,", "agencies.csv 第3列與第2列的 slug 相同；請刪去或更正一列"),
        ("agencies", "Bureau,bureau,", "Bureau,burau,", "agencies.csv 第2列：kind「burau」應為 bureau、"),
        ("agencies", "finance,,", "finance,finance,", "agencies.csv 第3列：finance 的上級機關又隸屬於它；請更正 parent"),
        ("agencies", ",財政局,", ",民政局,", "agencies.csv 機關名稱「民政局」同時指向 civil-affairs 與 finance；請更正 name、short_name 或 aliases"),
        ("agencies", ",short_name,", ",short,", "agencies.csv 首列缺少欄位 short_name；請補上"),
        ("agencies", "finance,,", "finance,", "agencies.csv 第3列的欄數與首列不同；請檢查逗號與引號"),
        ("districts", "office-yancheng", "office-yanchen", "districts.csv 第2列：office「office-yanchen」不在 agencies.csv 的 slug 欄"),
        ("districts", ",803,1,", ",803,first,", "districts.csv 第2列：order「first」應為數字"),
        ("villages", "Vil.,64000010", "Vil.,64000011", "villages.csv 第2列：district「64000011」不在 districts.csv 的 code 欄"),
        ("duty_rosters", "12345,08:00,17:30", "1-5,08:00,17:30", "duty_rosters.csv 第2列：weekdays「1-5」應為 1（星期一）至 7 的數字"),
        ("duty_rosters", "12345,08:00,17:30", "12345,8:00,17:30", "duty_rosters.csv 第2列：starts_at「8:00」應為 HH:MM 或留空"),
        ("duty_rosters", "12345,08:00,17:30", "12345,08:00,", "duty_rosters.csv 第2列：starts_at、ends_at 應都填寫或都留空"),
        ("categories", "public-works-maintenance", "public-works-maintenence", "categories.csv 第2列：agency「public-works-maintenence」不在"),
        ("categories", ",yes,4560,", ",ja,4560,", "categories.csv 第2列：public「ja」應為 yes 或 no"),
        ("owner_rules", "manhole-loose", "manhole-lose", "owner_rules.csv 第2列：code「manhole-lose」不在 categories.csv 的 code 欄；請更正"),
        ("owner_rules", ",outside-taipower,", ",outside-taipowr,", "owner_rules.csv 第2列：agency「outside-taipowr」不在 agencies.csv 的 slug 欄"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_what_to_do(folder: Path, table: str, old: str, new: str, says: str) -> None:
    change(folder / f"{table}.csv", old, new)
    assert any(f"example/{says}" in sentence for sentence in problems(cities.read(folder))), list(problems(cities.read(folder)))


def test_a_missing_table_and_another_encoding_are_named(folder: Path) -> None:
    (folder / "owner_rules.csv").unlink()
    assert list(problems(cities.read(folder))) == ["example/owner_rules.csv 無法讀取：沒有這個檔案；沒有資料也要有首列"]
    (folder / "owner_rules.csv").write_text("procedure,市", encoding="cp950")
    assert list(problems(cities.read(folder))) == ["example/owner_rules.csv 無法讀取：應為 UTF-8"]


@pytest.mark.parametrize(("name", "slug"), [("commission_agency", "rdec"), ("mayor_agency", "mayor-office")])
def test_the_commission_and_the_office_of_the_mayor_are_agencies(folder: Path, name: str, slug: str) -> None:
    change(folder / "city.toml", f'{name} = "{slug}"', f'{name} = "elsewhere"')
    assert list(problems(cities.read(folder))) == [f"example/city.toml 的 {name}「elsewhere」不在 agencies.csv 的 slug 欄；請更正"]


def test_a_start_is_refused_with_the_first_mistake_and_how_many_more(folder: Path) -> None:
    change(folder / "districts.csv", "office-yancheng", "office-nowhere")
    change(folder / "districts.csv", ",804,2,", ",804,two,")
    with pytest.raises(CityFileError, match=r"第2列：office.*（另有 1 項，全部見 yankao check）"):
        refuse_wrong(cities.read(folder))


def test_a_table_of_nothing_but_its_first_line_is_whole(folder: Path) -> None:
    path = folder / "owner_rules.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert not list(problems(cities.read(folder)))
