"""字型: the letters of a paper: 標楷體 as offices write, or what comes nearest where this machine draws the page itself."""

import shutil
import subprocess

FONT = "標楷體"
NEAREST = (FONT, "BiauKai", "DFKai-SB", "TW-Kai", "AR PL UKai TW", "Noto Serif CJK TC", "Noto Sans CJK TC")


def installed() -> str:
    """Return the first of the nearest fonts that this machine has, 標楷體 where it cannot tell."""
    program = shutil.which("fc-list")
    if program is None:
        return FONT
    listed = subprocess.run([program, ":", "family"], capture_output=True, check=False, timeout=30)  # noqa: S603 -- a fixed program
    families = {name.strip() for line in listed.stdout.decode(errors="replace").splitlines() for name in line.split(",")}
    return next((name for name in NEAREST if name in families), FONT)


def lettering(size: str, *, is_bold: bool = False, font: str = FONT) -> dict[str, str | bool | tuple[str, str]]:
    """Return the text properties of a style, in Chinese as written in Taiwan; `size` is in points ("13pt")."""
    weight = "bold" if is_bold else "normal"
    return {
        "style:font-name": font,
        "style:font-name-asian": font,
        "fo:font-family": f"'{font}'",
        "style:font-family-asian": f"'{font}'",
        "fo:font-size": size,
        "style:font-size-asian": size,
        "fo:font-weight": weight,
        "style:font-weight-asian": weight,
        "fo:font-style": "normal",
        "style:font-style-asian": "normal",
        "fo:language": "zh",
        "fo:country": "TW",
        "style:language-asian": "zh",
        "style:country-asian": "TW",
    }
