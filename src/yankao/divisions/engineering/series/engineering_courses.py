"""工程品質教育訓練、工程數位課程、標竿學習: what those who build for the city learn, by whom it is held with them, and who came."""

from yankao.divisions.engineering.roles import ENGINEER, HANDLER, OVERSIGHT
from yankao.engines.activities.course import Course, Visit
from yankao.engines.activities.course_importing import csv_importer
from yankao.engines.activities.course_read import count_batches, count_people, count_person_times, count_sessions, mean_satisfaction
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.law import Practice

EVERYBODY = ENGINEER | OVERSIGHT | HANDLER
TRAINED = Practice("針對工程主辦人員及監造單位、承攬廠商現場人員辦理品質管理教育訓練", seen="施政計畫 112 第85行")
DIGITAL = Practice("與公務人力發展中心合作製作數位課程，提供同仁自行線上學習", seen="業務報告 104-04 第538行")
SEEN = Practice("選定查核作業制度優良縣市政府或國內優質公共工程，辦理觀摩學習與交流", seen="施政計畫 112 第85行")


def _indicators(key: str, name: str) -> tuple[Indicator, ...]:
    by_day = "以辦理起日計"
    return (
        Indicator(key=f"{key}.sessions", name=f"{name}場次", unit="場次", measure=count_sessions(), counting=f"期間內已辦理者之場次合計，{by_day}"),
        Indicator(key=f"{key}.batches", name=f"{name}梯次", unit="梯次", measure=count_batches(), counting=f"一場分數梯次辦理者，梯次另計，{by_day}"),
        Indicator(key=f"{key}.people", name=f"{name}參加人數", unit="人", measure=count_people(), counting="有統計人數者之合計，僅有人次者不計"),
        Indicator(
            key=f"{key}.person_times",
            name=f"{name}參訓人次",
            unit="人次",
            measure=count_person_times(),
            counting="人次合計；僅統計人數者，每人計一人次",
        ),
        Indicator(
            key=f"{key}.satisfaction", name=f"{name}滿意度", unit="分", measure=mean_satisfaction(), counting="已報到者所填滿意度（滿分5分）之平均"
        ),
    )


TRAINING = Course(
    key="engineering.training", name="工程品質教育訓練", held_by=ENGINEER, seen_by=EVERYBODY, basis=(TRAINED,), systems=("engineering-training",),
    indicators=_indicators("engineering.training", "工程品質教育訓練"),
)  # fmt: skip
DIGITAL_COURSE = Course(
    key="engineering.digital_course", name="工程數位課程", held_by=ENGINEER, seen_by=EVERYBODY, basis=(DIGITAL,), systems=("digital-courses",),
    indicators=_indicators("engineering.digital_course", "工程數位課程"),
)  # fmt: skip
BENCHMARK_VISIT = Visit(
    key="engineering.benchmark_visit", name="標竿學習及優質工程觀摩", held_by=ENGINEER, seen_by=EVERYBODY, basis=(SEEN,), systems=("benchmark-visits",),
    indicators=_indicators("engineering.benchmark_visit", "標竿學習"),
)  # fmt: skip
for _each in (TRAINING, DIGITAL_COURSE, BENCHMARK_VISIT):
    connectors.register(csv_importer(_each))
