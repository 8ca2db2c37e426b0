import django.db.models.deletion

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(db_collation="C", max_length=60, verbose_name="報告類型")),
                        ("number", models.PositiveIntegerField(verbose_name="版次")),
                        ("title", models.CharField(max_length=200, verbose_name="名稱")),
                        ("first", models.DateField(verbose_name="起日")),
                        ("last", models.DateField(verbose_name="迄日")),
                        ("as_of", models.DateField(verbose_name="資料截止日")),
                        ("session_term", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="屆別")),
                        ("session_meeting", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="次別")),
                        ("chapter_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="議會公報章次")),
                        ("reporter_title", models.CharField(blank=True, max_length=60, verbose_name="報告人職稱")),
                        ("reporter_name", models.CharField(blank=True, max_length=60, verbose_name="報告人")),
                        ("is_acting", models.BooleanField(default=False, verbose_name="代理")),
                        ("reported_on", models.DateField(blank=True, null=True, verbose_name="報告日")),
                        (
                            "standing",
                            models.CharField(
                                choices=[
                                    ("drafting", "編撰中"),
                                    ("signing", "簽核中"),
                                    ("approved", "已核定"),
                                    ("sent", "已函送"),
                                    ("published", "已公開"),
                                ],
                                db_collation="C",
                                default="drafting",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("officer", "承辦"),
                                    ("head", "組長"),
                                    ("secretary", "主任秘書"),
                                    ("deputy", "副主任委員"),
                                    ("chair", "主任委員"),
                                ],
                                db_collation="C",
                                default="officer",
                                max_length=12,
                                verbose_name="簽核階段",
                            ),
                        ),
                        ("correction_reason", models.CharField(blank=True, max_length=400, verbose_name="更正理由")),
                        ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="數字凍結時間")),
                        ("lists", models.JSONField(default=list, verbose_name="凍結的清單")),
                        ("digest", models.CharField(blank=True, db_collation="C", max_length=64, verbose_name="內容雜湊")),
                        ("document", models.JSONField(blank=True, null=True, verbose_name="定稿")),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="核定時間")),
                        ("council_number", models.CharField(blank=True, max_length=60, verbose_name="送議會函文號")),
                        ("copies", models.PositiveIntegerField(blank=True, null=True, verbose_name="印製份數")),
                        ("delivered_on", models.DateField(blank=True, null=True, verbose_name="送達日")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公開時間")),
                        ("created_by", models.CharField(max_length=200, verbose_name="建立者")),
                        ("created_at", models.DateTimeField(verbose_name="建立時間")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="異動次數")),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="reports.edition",
                                verbose_name="更正",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "報告版本",
                        "ordering": ["-created_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "number"), name="edition_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("last__gte", models.F("first"))),
                                name="edition_ends_after_it_starts",
                                violation_error_message="迄日不得早於起日",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("standing", "drafting"), ("frozen_at__isnull", False), _connector="OR"),
                                name="edition_is_signed_frozen",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Chapter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("section", models.CharField(db_collation="C", max_length=80, verbose_name="章節")),
                        ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                        ("title", models.CharField(max_length=200, verbose_name="標題")),
                        ("text", models.TextField(verbose_name="內容")),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="期限")),
                        ("chased_at", models.DateTimeField(blank=True, null=True, verbose_name="稽催時間")),
                        (
                            "standing",
                            models.CharField(
                                choices=[("writing", "撰寫中"), ("handed_in", "已提送，待審"), ("returned", "退回補正"), ("accepted", "審定")],
                                db_collation="C",
                                default="writing",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        ("handed_in_by", models.CharField(blank=True, max_length=200, verbose_name="提送者")),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="提送時間")),
                        ("note", models.CharField(blank=True, max_length=400, verbose_name="審查意見")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="異動次數")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="主責機關",
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="chapters", to="reports.edition", verbose_name="版本"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "章節",
                        "ordering": ["order"],
                        "constraints": [models.UniqueConstraint(fields=("edition", "section"), name="chapter_once_an_edition")],
                    },
                ),
                migrations.CreateModel(
                    name="EditionFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("suffix", models.CharField(db_collation="C", max_length=8, verbose_name="格式")),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "排隊中"), ("working", "轉檔中"), ("done", "完成"), ("failed", "無法產生")],
                                db_collation="C",
                                default="queued",
                                max_length=10,
                                verbose_name="狀態",
                            ),
                        ),
                        ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="進度")),
                        ("message", models.CharField(blank=True, max_length=400, verbose_name="說明")),
                        ("content", models.BinaryField(null=True, verbose_name="內容")),
                        ("asked_by", models.CharField(max_length=200, verbose_name="要求者")),
                        ("asked_at", models.DateTimeField(verbose_name="要求時間")),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="reports.edition", verbose_name="版本"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "報告檔案",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Overruling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=80, verbose_name="代號")),
                        ("text", models.CharField(max_length=60, verbose_name="裁示數字")),
                        ("document", models.CharField(max_length=100, verbose_name="裁示文號")),
                        ("approver", models.CharField(max_length=100, verbose_name="核准人")),
                        ("reason", models.CharField(max_length=400, verbose_name="理由")),
                        ("by_name", models.CharField(max_length=200, verbose_name="登錄者")),
                        ("at", models.DateTimeField(verbose_name="時間")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="取消時間")),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="overrulings", to="reports.edition", verbose_name="版本"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "裁示口徑",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)), fields=("edition", "key"), name="figure_overruled_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("document", ""), _negated=True), models.Q(("approver", ""), _negated=True)),
                                name="overruling_has_document_and_approver",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("text", models.TextField(verbose_name="內容")),
                        ("by_id", models.CharField(db_collation="C", max_length=64, verbose_name="修改者識別碼")),
                        ("by_name", models.CharField(max_length=200, verbose_name="修改者")),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("officer", "承辦"),
                                    ("head", "組長"),
                                    ("secretary", "主任秘書"),
                                    ("deputy", "副主任委員"),
                                    ("chair", "主任委員"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="階段",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="時間")),
                        (
                            "chapter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="reports.chapter", verbose_name="章節"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "修訂",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("officer", "承辦"),
                                    ("head", "組長"),
                                    ("secretary", "主任秘書"),
                                    ("deputy", "副主任委員"),
                                    ("chair", "主任委員"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="階段",
                            ),
                        ),
                        ("is_approval", models.BooleanField(verbose_name="同意")),
                        ("note", models.CharField(blank=True, max_length=400, verbose_name="意見")),
                        ("by_id", models.CharField(db_collation="C", max_length=64, verbose_name="簽核者識別碼")),
                        ("by_name", models.CharField(max_length=200, verbose_name="簽核者")),
                        ("on_behalf_of", models.CharField(blank=True, max_length=100, verbose_name="代理")),
                        ("at", models.DateTimeField(verbose_name="時間")),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="reports.edition", verbose_name="版本"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "簽核",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=80, verbose_name="代號")),
                        ("first", models.DateField(blank=True, null=True, verbose_name="起日")),
                        ("last", models.DateField(verbose_name="迄日")),
                        ("number", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="數值")),
                        ("text", models.CharField(blank=True, max_length=400, verbose_name="文字")),
                        ("unit", models.CharField(blank=True, max_length=20, verbose_name="單位")),
                        ("source", models.CharField(max_length=200, verbose_name="來源文件")),
                        ("line", models.CharField(blank=True, max_length=20, verbose_name="行號或頁碼")),
                        ("entered_by", models.CharField(max_length=200, verbose_name="登錄者")),
                        ("entered_at", models.DateTimeField(verbose_name="登錄時間")),
                        ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="取代時間")),
                    ],
                    options={
                        "verbose_name": "來源登錄",
                        "ordering": ["key", "last", "first", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at__isnull", True)),
                                fields=("key", "first", "last"),
                                name="statement_in_force_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__isnull", True), ("first__lte", models.F("last")), _connector="OR"),
                                name="statement_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("number__isnull", False), ("text", "")),
                                    models.Q(("number__isnull", True), models.Q(("text", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="statement_is_number_or_text",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FrozenFigure",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(db_collation="C", max_length=80, verbose_name="代號")),
                        ("mode", models.CharField(db_collation="C", max_length=24, verbose_name="期間別")),
                        ("name", models.CharField(max_length=200, verbose_name="名稱")),
                        ("unit", models.CharField(blank=True, max_length=20, verbose_name="單位")),
                        ("first", models.DateField(blank=True, null=True, verbose_name="起日")),
                        ("last", models.DateField(blank=True, null=True, verbose_name="迄日")),
                        ("value", models.CharField(blank=True, max_length=400, verbose_name="數值")),
                        ("numerator", models.CharField(blank=True, max_length=40, verbose_name="分子")),
                        ("denominator", models.CharField(blank=True, max_length=40, verbose_name="分母")),
                        ("definition_version", models.PositiveIntegerField(default=1, verbose_name="定義版次")),
                        ("queried_at", models.DateTimeField(verbose_name="查詢時間")),
                        ("hash", models.CharField(db_collation="C", max_length=64, verbose_name="雜湊")),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="reports.edition", verbose_name="版本"
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="reports.statement",
                                verbose_name="來源登錄",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "凍結的數字",
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(fields=("edition", "key", "mode"), name="figure_frozen_once")],
                    },
                ),
            ],
        ),
    ]
