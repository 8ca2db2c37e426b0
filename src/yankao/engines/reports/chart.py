"""長條圖: draw the points of a chart as an SVG picture that prints well in black and white; the same figures stand beside it in words."""

from decimal import Decimal
from html import escape

from yankao.engines.reports.document import Chart
from yankao.kernel.numerals import style

WIDTH, ROW, LEFT, RIGHT, TOP = 640, 26, 150, 90, 34


def height_of(chart: Chart) -> int:
    """Return how high the picture is."""
    return TOP + ROW * max(len(chart.points), 1) + 8


def svg(chart: Chart) -> str:
    """Return the picture."""
    most = max((abs(value) for _name, value in chart.points), default=Decimal(1)) or Decimal(1)
    bars = "".join(_bar(name, value, at=place, most=most) for place, (name, value) in enumerate(chart.points))
    title = escape(chart.title + (f"（{chart.unit}）" if chart.unit else ""))
    told = escape("；".join(f"{name} {style(value, 'comma')}" for name, value in chart.points))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height_of(chart)}" width="{WIDTH}" height="{height_of(chart)}" role="img"'
        f' aria-label="{title}：{told}" font-family="sans-serif" font-size="13">'
        f'<text x="0" y="18" font-weight="bold" fill="#111">{title}</text>{bars}</svg>'
    )


def _bar(name: str, value: Decimal, *, at: int, most: Decimal) -> str:
    y, length = TOP + ROW * at, float(abs(value) / most) * (WIDTH - LEFT - RIGHT)
    return (
        f'<text x="{LEFT - 8}" y="{y + 16}" text-anchor="end" fill="#111">{escape(name[:12])}</text>'
        f'<rect x="{LEFT}" y="{y + 4}" width="{length:.1f}" height="{ROW - 9}" fill="#2f5d8a"/>'
        f'<text x="{LEFT + length + 6:.1f}" y="{y + 16}" fill="#111">{style(value, "comma")}</text>'
    )
