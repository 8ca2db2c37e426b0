"""Jobs about jobs: what a dead worker held is given to another within a minute, and finished work is forgotten."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

STALLED_AFTER_SECONDS = 30
MOST_ATTEMPTS = 5
KEEP_HOURS = 72


@app.periodic(cron="* * * * * */15", queueing_lock="jobs.retry_stalled")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", priority=100)
async def retry_stalled(timestamp: int = 0) -> None:
    """Give back what workers without a heartbeat held; what has killed several workers is given up."""
    moment = datetime.fromtimestamp(timestamp, tz=UTC)
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job, retry_at=moment)
        except UniqueViolation:
            # Planned anew while the dead worker held it: one of it is enough, and the others behind it must not wait.
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@app.periodic(cron="40 3 * * *", queueing_lock="jobs.forget_finished")
@app.task(name="jobs.forget_finished", queueing_lock="jobs.forget_finished")
async def forget_finished(timestamp: int = 0) -> None:  # noqa: ARG001 - the queue hands the planned moment over
    """Delete what was done well some days ago; failures stay to be looked at."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
