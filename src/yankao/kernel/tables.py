"""The tables of an application as one step of its first migration, so that an empty database is filled in seconds."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Create several models at once, with all their fields, indexes and constraints.

    Django draws every model anew that is related to a created one, and here nearly all are related: model by model that took most of a
    minute. Together they are drawn once.
    """

    def __init__(self, models: Sequence[CreateModel]) -> None:
        """Take the models in any order."""
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Enter the models; they are drawn when the database is made to answer to them."""
        vars(state).pop("apps", None)
        for each in self.models:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        """Create the tables; what one refers to another by is added at the end of the migration."""
        for each in self.models:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        """Drop the tables."""
        for each in reversed(self.models):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say how many."""
        return f"Create {len(self.models)} models"
