"""Measures how fast a city of a given size is, each figure against a limit of the same run, and writes docs/reference/performance.md.

Run: python -m bench.run [small|full|<cases>] (make bench SIZE=small). Exit 1 when a figure is so far off that something must have broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import django

from bench.meter import pace
from bench.table import Line, Run, page
from bench.world import FULL, SMALL, City, city

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "performance.md"
KEPT = "result.json"
TAIPEI = ZoneInfo("Asia/Taipei")


def main() -> int:
    """Measure, print and write down; 1 when something must have broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="full", help="small, full, or a number of cases")
    parser.add_argument("--no-page", action="store_true", help="print only")
    given = parser.parse_args()
    size = {"small": SMALL, "full": FULL}.get(given.size) or int(given.size)
    root = Path(os.environ.get("YANKAO_HOME", ROOT / ".yankao")).resolve() / "bench"
    before = _small(root) if size > SMALL else {}
    began = time.perf_counter()
    with city(root, size=size) as found:
        os.environ.update({"YANKAO_HOME": str(found.home), "YANKAO_DEMO": "1", "DJANGO_SETTINGS_MODULE": "yankao.site.settings"})
        lines, slow, facts, (cases, calls) = measured(found, before)
    facts["duration"] = f"{time.perf_counter() - began:.0f} s"
    run = Run(day=datetime.now(TAIPEI).date(), size=size, cases=cases, calls=calls, facts=facts, lines=tuple(lines))
    (root / str(size) / KEPT).write_text(json.dumps({"slow": slow}), encoding="utf-8")
    if not given.no_page:
        PAGE.write_text(page(run, PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""), encoding="utf-8")
    broken = [it.work for it in lines if not it.is_sound]
    print("broken: " + "; ".join(broken) if broken else "nothing broken")
    return 1 if broken else 0


def _small(root: Path) -> dict[str, float]:
    """Measure the small city first, in the same run, and return the slow times of its pages."""
    print(f"the city of {SMALL:,} first", flush=True)
    done = subprocess.run([sys.executable, "-m", "bench.run", "small", "--no-page"], check=False, cwd=ROOT, stdout=subprocess.DEVNULL)
    if done.returncode not in {0, 1}:
        raise SystemExit("the small city could not be measured")
    return dict(json.loads((root / str(SMALL) / KEPT).read_text(encoding="utf-8"))["slow"])


def measured(found: City, before: dict[str, float]) -> tuple[list[Line], dict[str, float], dict[str, str], tuple[int, int]]:
    """Measure every line on a running city."""
    django.setup()
    # Only now: they need the tables, and these the city's home.
    works = import_module("bench.works")
    is_small, now = found.size <= SMALL, datetime.now(UTC)
    steps, lines = [pace()], []
    slow: dict[str, float] = {}
    for told in works.each(found, now=now, is_small=is_small, before=before, slow=slow):
        print(f"{told.work}: {told.ours} | {told.limit} | {told.ratio} | CPU {told.cpu} | {'met' if told.is_kept else 'MISSED'}", flush=True)
        lines.append(told)
    steps.append(pace())
    return lines, slow, _facts(found, steps), works.held()


def _facts(found: City, steps: list[float]) -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    simulate, rows = (found.filling.get(name, 0.0) for name in ("simulate", "rows"))
    return {
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GB of memory, load {os.getloadavg()[0]:.1f} at the end (1 a busy core)",
        "pace": f"a million simple steps took {min(steps):.0f}-{max(steps):.0f} ms of processor time",
        "`yankao simulate`": f"{rows:,.0f} cases and calls in {simulate:,.0f} s ({rows / simulate if simulate else 0:,.0f} a second)",
        "start of the empty demonstration": f"{found.filling.get('start', 0.0):.1f} s",
    }


if __name__ == "__main__":
    sys.exit(main())
