"""中華民國紀年: the years, months and dates that officials write and say."""

from datetime import date

FIRST_YEAR = 1912


def roc_year(day: date) -> int:
    """Tell the ROC year of a day (民國元年 is 1912)."""
    return day.year - FIRST_YEAR + 1


def roc_date(day: date) -> str:
    """Write a day as 112年3月1日."""
    year = roc_year(day)
    return f"{year}年{day.month}月{day.day}日" if year > 0 else f"民國前{1 - year}年{day.month}月{day.day}日"
