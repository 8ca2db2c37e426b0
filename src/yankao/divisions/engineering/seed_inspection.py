"""Fills the tables of inspection of a demonstration city: defect codes, checklists, and the published courses of the city."""

import tempfile
from datetime import datetime
from pathlib import Path

from yankao.divisions.engineering.registers.defect_codes import load_shipped
from yankao.divisions.engineering.series.engineering_courses import TRAINING
from yankao.engines.activities.course_importing import import_events
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask, Progress, Seeder
from yankao.kernel.actors import job
from yankao.kernel.agencies.city import current_city

COURSES = "engineering_training.csv"


def seed_inspection(now: datetime, progress: Progress) -> None:
    """Enter what is missing; a second run changes nothing."""
    actor = job("工程查核資料")
    entered = load_shipped(actor=actor, now=now)
    path = current_city().folder / COURSES
    held = 0
    if path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            task = ImportTask(file=path, rejects_file=Path(folder) / "rejects.csv", actor=actor, now=now, progress=lambda _line: None)
            held = import_events(TRAINING, task).imported
    progress(f"工程查核：缺失編號及查核項目 {entered} 筆、已公布之教育訓練 {held} 場")


connectors.register(Seeder(key="engineering-inspection", run=seed_inspection))
