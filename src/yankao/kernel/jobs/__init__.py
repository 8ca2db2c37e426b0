"""背景工作: work enqueued in the transaction of its cause, done by a worker, safe to run twice."""

from yankao.kernel.jobs.declare import Queue, periodic, task
from yankao.kernel.jobs.queue import Job, enqueue, enqueue_at, enqueue_many, enqueue_once

__all__ = ["Job", "Queue", "enqueue", "enqueue_at", "enqueue_many", "enqueue_once", "periodic", "task"]
