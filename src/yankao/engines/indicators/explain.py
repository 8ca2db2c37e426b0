"""說明指標: the definition of a figure, its counting rules and ground, and for a period the very statement that counted it."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from django.db import connection

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import Figure, figure
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.roc import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A figure laid open; `statements` are the SQL that was run, with its values, and `figure` is what came out."""

    indicator: Indicator
    subject: str
    statements: tuple[str, ...] = ()
    figure: Figure | None = None

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds of the definition, in words."""
        return tuple(ground.describe() for ground in self.indicator.basis)


def explain(key: str, *, window: Window | None = None) -> Explanation:
    """Explain an indicator; with a period, compute it and show the statements that were run.

    Raises:
        LookupError: the key is unknown.

    """
    indicator, subject = registry.get(key)
    if window is None:
        return Explanation(indicator=indicator, subject=subject)
    heard = _Listener()
    with connection.execute_wrapper(heard):
        found = figure(indicator, subject=subject, window=window)
    return Explanation(indicator=indicator, subject=subject, statements=tuple(heard.statements), figure=found)


class _Listener:
    """Writes down every statement that passes, as the database received it."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: ANN401 -- Django's
        result = execute(sql, params, many, context)
        ran = connection.ops.last_executed_query(context["cursor"], sql, params)
        self.statements.append(cleandoc(str(ran or sql)))
        return result
