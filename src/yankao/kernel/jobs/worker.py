"""The worker: takes jobs from the queue until it is stopped; several may run beside each other."""

from collections.abc import Sequence

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from yankao.kernel.jobs.declare import Queue


def run_worker(*, queues: Sequence[Queue] = (), concurrency: int = 2, wait: bool = True, name: str = "worker", signals: bool = True) -> None:
    """Work on the named queues (all when none is named); without `wait`, return when nothing is left to do."""
    connector = app.connector
    if isinstance(connector, DjangoConnector):
        connector = connector.get_worker_connector()
    with app.replace_connector(connector):
        app.run_worker(
            queues=[queue.value for queue in queues] or None,
            concurrency=concurrency,
            wait=wait,
            name=name,
            install_signal_handlers=signals,
        )
