"""The whole report to the council over ten years: its figures, the written file, the memory it takes, and against one tenth of the history.

Run alone, `python -m bench.report` measures the city of YANKAO_HOME and prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import django

from bench.meter import asked
from bench.table import Line
from bench.world import YEARS, City, city

ROOT = Path(__file__).resolve().parents[1]
KIND, PERIOD = "council", ("114-03", "114-07")
"""Five months of the last year: all ten years lie before or around them, and the one year of the tenth holds them too."""
FIGURES_MS, GROWTH, BROKEN_MS = 2_000, 1.5, 30_000
TURNS = 5
TENTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one report took: milliseconds for its figures and texts, for the file, statements, processor time, and the most memory in MB."""

    figures: float
    file: float
    statements: int
    cpu: float
    memory: float
    count: int


def taken() -> Taken:
    """Make the report again and again and take the usual time of each part; the first time does not count."""
    # Only now: they need the settings.
    build, odt, types, agencies, roc = (
        import_module(f"yankao.{name}")
        for name in ("engines.reports.build", "engines.reports.odt", "engines.reports.types", "kernel.agencies.city", "kernel.roc")
    )
    kind = types.load_type(KIND, folder=agencies.current_city().folder / "reports")
    window = roc.Window.of_months(*PERIOD)
    times: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory(prefix="yankao-bench-") as folder, asked() as statements:
        for _ in range(TURNS + 1):
            statements.statements.clear()
            began, used = time.perf_counter(), time.process_time()
            report = build.build(kind, window=window)
            built, cpu = time.perf_counter(), time.process_time()
            odt.write(report, Path(folder) / "report.odt")
            times.append(((built - began) * 1000, (time.perf_counter() - built) * 1000, (cpu - used) * 1000))
    figures, file, cpu = (sorted(column)[TURNS // 2] for column in zip(*times[1:], strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Taken(figures=figures, file=file, statements=statements.count, cpu=cpu, memory=memory, count=len(report.figures))


def lines(found: City, root: Path, *, is_small: bool) -> Iterator[Line]:
    """Measure the report of this city, and, where it is a large one, of a city with the last tenth of its history."""
    ours = apart(found.home)
    yield Line(
        work=f"the council report: {ours.count} figures of five months, with its texts",
        against="a fixed limit, over ten years of history",
        ours=f"{ours.figures:,.0f} ms, then {ours.file:,.0f} ms for the ODT; {ours.memory:,.0f} MB at most",
        limit=f"{FIGURES_MS:,} ms",
        ratio=f"{ours.figures / FIGURES_MS:.2f}",
        target=f"<= {FIGURES_MS:,} ms" + (" (of millions)" if is_small else ""),
        is_kept=ours.figures <= FIGURES_MS,
        is_sound=ours.figures <= BROKEN_MS,
        cpu=f"{ours.cpu:,.0f} ms",
        queries=str(ours.statements),
    )
    if not is_small:
        with city(root / "tenth", size=found.size // TENTH, years=YEARS[-1:], port=18971) as tenth:
            less = apart(tenth.home)
        grown = ours.figures / less.figures
        yield Line(
            work="the council report over ten years",
            against="the same over the last of them alone, as many cases a month",
            ours=f"{ours.figures:,.0f} ms, {ours.memory:,.0f} MB",
            limit=f"{less.figures:,.0f} ms, {less.memory:,.0f} MB",
            ratio=f"{grown:.2f}",
            target=f"<= {GROWTH}",
            is_kept=grown <= GROWTH,
            cpu=f"{ours.cpu:,.0f} ms",
            queries=str(ours.statements),
        )


def apart(home: Path) -> Taken:
    """Measure in a program of its own: only so is the memory that of the report."""
    environment = {**os.environ, "YANKAO_HOME": str(home), "YANKAO_DEMO": "1", "DJANGO_SETTINGS_MODULE": "yankao.site.settings"}
    done = subprocess.run([sys.executable, "-m", "bench.report"], check=True, cwd=ROOT, env=environment, capture_output=True, text=True)
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(asdict(taken())))
