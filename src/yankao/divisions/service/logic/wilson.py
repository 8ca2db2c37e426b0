"""Says within which bounds a share really lies when few cases were counted (Wilson 95 % 信賴區間)."""

from math import sqrt

Z = 1.959963984540054
"""Of the normal distribution, for 95 % on both sides."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the lower and upper bound of the share `hits` of `total`, between 0 and 1; nothing counted leaves everything open."""
    if not 0 <= hits <= total:
        message = f"{hits} 件不可能是 {total} 件的一部分"
        raise ValueError(message)
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, Z * Z / total
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / total + square / (4 * total))
    # At the ends the bound is the end itself; the square root leaves a trace of rounding there.
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == total else min(1.0, middle + half))
