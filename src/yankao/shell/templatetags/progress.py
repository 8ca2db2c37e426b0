"""What the templates of plans may say: figures as they are written, nothing told as a dash, months of the ROC calendar."""

from datetime import date
from decimal import Decimal

from django import template

from yankao.engines.progress.cells import text_of
from yankao.kernel.roc import RocMonth
from yankao.shell.words import NONE, is_chinese

register = template.Library()


@register.filter
def plain(value: Decimal | None) -> str:
    """Write a number without needless zeros; what was not told is a dash, never zero."""
    return text_of(value.quantize(Decimal("0.01")) if isinstance(value, Decimal) else value) or NONE


@register.filter
def amount(value: Decimal | int | None) -> str:
    """Write an amount of money, or a count, with its thousands apart."""
    return NONE if value is None or value == "" else f"{value:,.0f}"


@register.filter
def roc_month(value: date | None) -> str:
    """Write a month as 112年6月, or 2023-06 on an English page."""
    if value is None:
        return NONE
    return str(RocMonth.of(value)) if is_chinese() else f"{value:%Y-%m}"


@register.filter
def month_code(value: date) -> str:
    """Write a month as addresses take it: 112-06."""
    return RocMonth.of(value).code
