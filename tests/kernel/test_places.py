"""Where a point of the city lies."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yankao import cities
from yankao.kernel.agencies.city import City
from yankao.kernel.places import Place, Places, place_of, places_of

CITY = cities.load("kaohsiung")
MARGIN = 0.05


@pytest.fixture(scope="module")
def places() -> Places:
    return places_of(CITY)


@pytest.mark.parametrize(
    ("lat", "long", "district"),
    [
        (22.6208, 120.3120, "苓雅區"),
        (22.6297, 120.3457, "鳳山區"),
        (22.7977, 120.2957, "岡山區"),
        (22.8865, 120.4822, "旗山區"),
        (23.2400, 120.7000, "那瑪夏區"),
        (22.5650, 120.3380, "小港區"),
    ],
)
def test_a_known_point_lies_in_its_district(places: Places, lat: float, long: float, district: str) -> None:
    place = places.locate(lat, long)
    assert place is not None
    assert place.district_name == district
    assert place.village_code.startswith(place.district_code)


@pytest.mark.parametrize(
    ("lat", "long"),
    [(25.0375, 121.5637), (22.6700, 120.4900), (22.6, 120.18), (0.0, 0.0), (120.3120, 22.6208)],
    ids=["another city", "across the river", "the sea", "null island", "swapped"],
)
def test_a_point_outside_the_city_has_no_place(places: Places, lat: float, long: float) -> None:
    assert places.locate(lat, long) is None


def test_a_point_outside_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError) as refusal:
        place_of(25.0375, 121.5637)
    assert refusal.value.message_dict == {"lat": ["此位置不在本市範圍內，請在地圖上重新點選"]}


def test_a_point_on_a_border_belongs_to_the_lower_code(tmp_path_factory: pytest.TempPathFactory) -> None:
    places = two_squares(tmp_path_factory)
    assert places.locate(0.5, 1.0) == Place(district_code="01", district_name="東區", village_code="01001", village_name="甲里")
    assert places.locate(0.5, 0.999) == places.locate(0.5, 1.0)
    assert places.locate(0.5, 1.001) == Place(district_code="02", district_name="西區", village_code="02001", village_name="乙里")


def test_a_district_without_a_village_there_still_answers(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert two_squares(tmp_path_factory).locate(0.5, 1.8) == Place(district_code="02", district_name="西區")


@given(st.floats(-MARGIN, 1 + MARGIN), st.floats(-MARGIN, 1 + MARGIN))
def test_every_point_of_a_district_lies_in_a_village_of_it(eastwards: float, northwards: float) -> None:
    west, south, east, north = places_of(CITY).bounds
    place = places_of(CITY).locate(south + northwards * (north - south), west + eastwards * (east - west))
    assert place is None or place.village_code.startswith(place.district_code)


def test_the_centre_of_the_city_lies_in_it(places: Places) -> None:
    assert places.locate(*CITY.centre) is not None


def test_the_shapes_are_read_once_per_process() -> None:
    same: City = cities.load("kaohsiung")
    assert places_of(same) is places_of(CITY)


def two_squares(factory: pytest.TempPathFactory) -> Places:
    folder = factory.mktemp("geo")
    square = '{{"type":"Polygon","coordinates":[[[{0},0],[{1},0],[{1},1],[{0},1],[{0},0]]]}}'
    feature = '{{"type":"Feature","properties":{{"TOWNCODE":"{0}","TOWNNAME":"{1}","VILLCODE":"{0}001","VILLNAME":"{2}"}},"geometry":{3}}}'
    collection = '{{"type":"FeatureCollection","features":[{}]}}'
    east, west = ("01", "東區", "甲里"), ("02", "西區", "乙里")
    shapes = {"districts": (square.format(0, 1), square.format(1, 2)), "villages": (square.format(0, 1), square.format(1, 1.5))}
    for name, (first, second) in shapes.items():
        text = collection.format(f"{feature.format(*west, second)},{feature.format(*east, first)}")
        (folder / name).write_text(text, encoding="utf-8")
    return Places(folder / "districts", folder / "villages")
