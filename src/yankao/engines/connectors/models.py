"""What the program remembers of records it made itself: that a city is simulated, and which windows it filled."""

from django.db import models


class SimulatedCity(models.Model):
    """The one row that says this database holds a simulated city (模擬城市); without it nothing is simulated here."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    marked_at = models.DateTimeField("標記時間")

    class Meta:
        verbose_name = "模擬城市"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="simulated_city_once"),)

    def __str__(self) -> str:
        return f"{self.marked_at:%Y-%m-%d}"


class SimulatedWindow(models.Model):
    """One window of months filled with simulated records of one key: from what order (digest) and how many."""

    key = models.CharField("程序或登錄簿", max_length=60, db_collation="C")
    first = models.DateField("起日")
    last = models.DateField("迄日")
    digest = models.BinaryField("依據摘要")
    count = models.PositiveIntegerField("件數")
    made_at = models.DateTimeField("產生時間")

    class Meta:
        verbose_name = "模擬期間"
        constraints = (models.UniqueConstraint(fields=("key", "first", "last"), name="simulated_window_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.first}"
