"""Makes hard duplicates to measure by, from no real report: the same lamp, another caller, another day, among look-alikes."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from yankao.divisions.service.intelligence.sightings import Sighting, in_order

FIRST = datetime(2020, 3, 2, 8)  # noqa: DTZ001 -- the city's clock
DISTRICTS = ("東區", "西區")
ROADS = ("長青路", "松柏一路", "松柏二路", "竹林街", "梅園街", "晨曦大道", "和風三街", "明泉路")
FIRST_WORDS = (
    "{lamp}路燈不亮，請查修。",
    "渠反映該處有一盞路燈(編號：{lamp})故障不亮，建請查處。",
    "路燈編號{lamp}晚上都不會亮，已經好幾天。",
    "路燈{lamp}一直閃爍，影響住戶睡眠。",
)
OTHER_WORDS = (
    "昨晚經過這裡很暗，桿號{lamp}的燈沒有亮，請派人看一下。",
    "路燈編號:{lamp}壞了，小孩放學看不到路。",
    "渠反映該路段燈號{lamp}未亮，建請修復。",
    "家門口路燈（編號 {lamp}）從週末開始故障。",
)
WORDS_WITHOUT_NUMBER = ("這裡的路燈好幾天不亮了，很危險。", "渠反映該處一盞路燈故障不亮，建請查處。", "巷口那支路燈壞掉，晚上看不到。")
PLACES = ("{road}{house}號前", "{road}{house}號對面", "{road}近{cross}口", "{district}{road}{house}號旁")
WITHOUT_NUMBER, WRONG_DIGIT = 0.2, 0.1
MATTERS = 200
LOOK_ALIKES = 4
LONGEST_GAP_HOURS = 24 * 6


def made_pairs(*, seed: int) -> tuple[list[Sighting], Sequence[tuple[str, str]]]:
    """Return reports in order of time, and the pairs (earlier, later) among them that are the same lamp."""
    chance = random.Random(seed)  # noqa: S311 -- made-up reports, not secrets
    reports: list[Sighting] = []
    pairs: list[tuple[str, str]] = []
    for matter in range(MATTERS):
        district, road, house, lamp = chance.choice(DISTRICTS), chance.choice(ROADS), chance.randint(1, 400), 10_000 + matter * 9
        at = FIRST + timedelta(hours=chance.randint(0, 24 * 60))
        later = at + timedelta(hours=chance.randint(18, LONGEST_GAP_HOURS))
        reports.append(_report(f"M{matter}A", chance, FIRST_WORDS, district, road, house, f"{lamp:06}", at))
        words, told = _as_told_again(chance, lamp)
        reports.append(_report(f"M{matter}B", chance, words, district, road, house + chance.randint(0, 6), told, later))
        pairs.append((f"M{matter}A", f"M{matter}B"))
        for other in range(LOOK_ALIKES):
            near = at + timedelta(hours=chance.randint(-20, LONGEST_GAP_HOURS))
            words = chance.choice((FIRST_WORDS, OTHER_WORDS, WORDS_WITHOUT_NUMBER))
            reports.append(_report(f"M{matter}X{other}", chance, words, district, road, chance.randint(1, 400), f"{lamp + 1 + other:06}", near))
    return in_order(reports), pairs


def _as_told_again(chance: random.Random, lamp: int) -> tuple[Sequence[str], str]:
    """Let the second caller tell the number as it is, without its zeros, with a digit wrong, or not at all."""
    way = chance.random()
    if way < WITHOUT_NUMBER:
        return WORDS_WITHOUT_NUMBER, ""
    if way < WITHOUT_NUMBER + WRONG_DIGIT:
        return OTHER_WORDS, f"{lamp + chance.choice((-10, 10, 100)):06}"
    return OTHER_WORDS, chance.choice((f"{lamp:06}", str(lamp)))


def _report(key: str, chance: random.Random, words: Sequence[str], district: str, road: str, house: int, lamp: str, at: datetime) -> Sighting:
    place = chance.choice(PLACES).format(road=road, house=house, cross=chance.choice(ROADS), district=district)
    return Sighting(id=key, district=district, address=place, text=chance.choice(words).format(lamp=lamp), at=at)
