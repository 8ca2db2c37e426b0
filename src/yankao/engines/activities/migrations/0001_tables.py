import django.core.validators
import django.db.models.deletion
import yankao.kernel.ids

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("cases", "0001_tables"),
        ("files", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("series", models.CharField(db_collation="C", max_length=60, verbose_name="活動系列")),
                        ("title", models.CharField(max_length=200, verbose_name="活動名稱")),
                        ("starts_on", models.DateField(verbose_name="辦理日期")),
                        ("ends_on", models.DateField(verbose_name="結束日期")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="地點")),
                        ("organiser", models.CharField(blank=True, max_length=200, verbose_name="主辦單位")),
                        ("partners", models.CharField(blank=True, max_length=200, verbose_name="合辦單位")),
                        ("programme", models.TextField(blank=True, verbose_name="課程表或行程")),
                        (
                            "sessions",
                            models.PositiveSmallIntegerField(
                                default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="場次"
                            ),
                        ),
                        (
                            "batches",
                            models.PositiveSmallIntegerField(
                                default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="梯次"
                            ),
                        ),
                        ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="名額")),
                        ("headcount", models.PositiveIntegerField(blank=True, null=True, verbose_name="人")),
                        ("attendances", models.PositiveIntegerField(blank=True, null=True, verbose_name="人次")),
                        ("outcome", models.TextField(blank=True, verbose_name="成果及心得")),
                        ("address", models.URLField(blank=True, verbose_name="線上課程網址")),
                        (
                            "standing",
                            models.CharField(
                                choices=[("planned", "籌備中"), ("open", "開放報名"), ("held", "已辦理"), ("cancelled", "取消")],
                                default="planned",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="取消理由")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="來源")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                    ],
                    options={
                        "verbose_name": "活動",
                        "ordering": ["-starts_on", "-pk"],
                        "indexes": [models.Index(fields=["series", "starts_on"], name="event_series_when")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("series", "title", "starts_on"), name="event_once", violation_error_message="此系列同日同名之活動已登錄"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="event_days",
                                violation_error_message="結束日期不得早於辦理日期",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventPhoto",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("caption", models.CharField(blank=True, max_length=200, verbose_name="說明")),
                        ("added_at", models.DateTimeField(verbose_name="上傳時間")),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="activities.event", verbose_name="活動"
                            ),
                        ),
                        (
                            "stored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="檔案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "活動照片",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("series", models.CharField(db_collation="C", max_length=60, verbose_name="會議系列")),
                        ("number", models.PositiveIntegerField(verbose_name="次別")),
                        ("title", models.CharField(max_length=200, verbose_name="會議名稱")),
                        ("starts_at", models.DateTimeField(verbose_name="開會時間")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="散會時間")),
                        ("place", models.CharField(max_length=200, verbose_name="開會地點")),
                        ("chair", models.CharField(max_length=100, verbose_name="主席")),
                        ("recorder", models.CharField(blank=True, max_length=100, verbose_name="紀錄")),
                        (
                            "standing",
                            models.CharField(
                                choices=[
                                    ("planned", "籌備中"),
                                    ("noticed", "已發開會通知"),
                                    ("held", "已開會，紀錄整理中"),
                                    ("minuted", "紀錄已函發"),
                                    ("cancelled", "取消"),
                                ],
                                default="planned",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        ("notice_number", models.CharField(blank=True, max_length=60, verbose_name="開會通知單文號")),
                        ("noticed_at", models.DateTimeField(blank=True, null=True, verbose_name="通知時間")),
                        ("minutes", models.TextField(blank=True, verbose_name="會議紀要")),
                        ("minutes_due_at", models.DateTimeField(blank=True, null=True, verbose_name="紀錄函發期限")),
                        ("minutes_number", models.CharField(blank=True, max_length=60, verbose_name="會議紀錄文號")),
                        ("minuted_at", models.DateTimeField(blank=True, null=True, verbose_name="紀錄函發時間")),
                        ("chased_at", models.DateTimeField(blank=True, null=True, verbose_name="催辦時間")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="取消或改期理由")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                    ],
                    options={
                        "verbose_name": "會議",
                        "ordering": ["-starts_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["series", "starts_at"], name="meeting_series_when"),
                            models.Index(condition=models.Q(("standing", "held")), fields=["minutes_due_at"], name="meeting_minutes_owed"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("series", "number"), name="meeting_number_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("order", models.PositiveIntegerField(verbose_name="項次")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("open", "歷次決議追蹤"), ("report", "報告事項"), ("discussion", "討論事項"), ("motion", "臨時動議")],
                                max_length=12,
                                verbose_name="類別",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="案由")),
                        ("text", models.TextField(blank=True, verbose_name="說明")),
                        ("suggested", models.CharField(blank=True, db_collation="C", max_length=120, verbose_name="建議來源")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="提案機關",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                                verbose_name="追蹤案件",
                            ),
                        ),
                        ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="activities.meeting")),
                    ],
                    options={
                        "verbose_name": "議程",
                        "ordering": ["order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("case__isnull", False)), fields=("meeting", "case"), name="agenda_case_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("suggested", ""), _negated=True), fields=("meeting", "suggested"), name="agenda_suggestion_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingProgramme",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("programme", models.CharField(db_collation="C", max_length=60, verbose_name="列管計畫")),
                        (
                            "meeting",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="programmes", to="activities.meeting"),
                        ),
                    ],
                    options={
                        "verbose_name": "會議列管計畫",
                        "constraints": [models.UniqueConstraint(fields=("meeting", "programme"), name="meeting_programme_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("token", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, unique=True, verbose_name="報到碼")),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("job_title", models.CharField(blank=True, max_length=60, verbose_name="職稱")),
                        ("firm", models.CharField(blank=True, max_length=100, verbose_name="廠商或單位")),
                        ("registered_at", models.DateTimeField(verbose_name="報名時間")),
                        ("registered_by", models.CharField(db_collation="C", max_length=64, verbose_name="報名者識別碼")),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="取消時間")),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                                verbose_name="滿意度",
                            ),
                        ),
                        ("said", models.TextField(blank=True, verbose_name="意見")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="機關",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="registrations", to="activities.event", verbose_name="活動"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "報名",
                        "ordering": ["registered_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cancelled_at__isnull", True)),
                                fields=("event", "name", "agency", "firm"),
                                name="registered_once",
                                nulls_distinct=False,
                                violation_error_message="此人已報名",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckIn",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="日期")),
                        ("checked_at", models.DateTimeField(verbose_name="報到時間")),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="check_ins",
                                to="activities.registration",
                                verbose_name="報名",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "報到",
                        "ordering": ["day"],
                        "constraints": [models.UniqueConstraint(fields=("registration", "day"), name="checked_in_once_a_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Resolution",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("order", models.PositiveIntegerField(verbose_name="項次")),
                        ("text", models.TextField(verbose_name="決議或裁示")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="主辦機關",
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                                verbose_name="列管案件",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="activities.agendaitem",
                                verbose_name="議程",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="resolutions", to="activities.meeting"),
                        ),
                    ],
                    options={
                        "verbose_name": "決議",
                        "ordering": ["order", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(blank=True, max_length=100, verbose_name="姓名")),
                        ("title", models.CharField(blank=True, max_length=100, verbose_name="職稱")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("attends", "出席"), ("sits_in", "列席")], default="attends", max_length=8, verbose_name="身分"
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[("none", "未回復"), ("comes", "出席"), ("deputy", "派員代理"), ("regrets", "不克出席")],
                                default="none",
                                max_length=8,
                                verbose_name="回復",
                            ),
                        ),
                        ("sent", models.CharField(blank=True, max_length=100, verbose_name="到場人員")),
                        ("signed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="簽到時間")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="機關",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attendees", to="activities.meeting"),
                        ),
                    ],
                    options={
                        "verbose_name": "與會者",
                        "ordering": ["kind", "agency__path", "pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("name", "")), fields=("meeting", "agency"), name="meeting_agency_once"),
                            models.CheckConstraint(
                                condition=models.Q(("agency__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"),
                                name="meeting_somebody",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
