import django.db.models.deletion
import yankao.kernel.ids

from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "recipient_kind",
                            models.CharField(
                                choices=[
                                    ("agency", "機關"),
                                    ("division", "研考會組室"),
                                    ("person", "反映人"),
                                    ("application", "介接應用程式"),
                                    ("account", "帳號本人"),
                                ],
                                db_collation="C",
                                max_length=12,
                                verbose_name="對象類別",
                            ),
                        ),
                        ("recipient_id", models.CharField(db_collation="C", max_length=64, verbose_name="對象識別碼")),
                        ("subject_kind", models.CharField(db_collation="C", max_length=40, verbose_name="主題類別")),
                        ("subject_id", models.CharField(db_collation="C", max_length=64, verbose_name="主題識別碼")),
                        ("title", models.CharField(max_length=200, verbose_name="主旨")),
                        ("text", models.TextField(blank=True, verbose_name="內容")),
                        (
                            "state",
                            models.CharField(choices=[("shown", "站內"), ("outbox", "對外")], db_collation="C", max_length=10, verbose_name="狀態"),
                        ),
                        (
                            "by",
                            models.CharField(
                                blank=True,
                                choices=[("email", "電子郵件"), ("sms", "簡訊"), ("webhook", "介接通知")],
                                db_collation="C",
                                default="",
                                max_length=10,
                                verbose_name="指定管道",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="建立時間")),
                        ("taken_up_at", models.DateTimeField(blank=True, null=True, verbose_name="排定時間")),
                        ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="閱讀時間")),
                    ],
                    options={
                        "verbose_name": "通知",
                        "indexes": [
                            models.Index(fields=["recipient_kind", "recipient_id", "-created_at"], name="notice_inbox"),
                            models.Index(condition=models.Q(("taken_up_at__isnull", True)), fields=["created_at"], name="notice_not_taken_up"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "owner_kind",
                            models.CharField(
                                choices=[("person", "反映人"), ("user", "帳號"), ("agency", "機關"), ("division", "研考會組室")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="類別",
                            ),
                        ),
                        ("owner_id", models.CharField(db_collation="C", max_length=64, verbose_name="識別碼")),
                        (
                            "way",
                            models.CharField(
                                choices=[("email", "電子郵件"), ("sms", "簡訊"), ("none", "不另通知")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="通知方式",
                            ),
                        ),
                        ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="機關信箱")),
                        ("changed_at", models.DateTimeField(verbose_name="更新時間")),
                    ],
                    options={
                        "verbose_name": "通知方式",
                        "constraints": [models.UniqueConstraint(fields=("owner_kind", "owner_id"), name="preference_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Hook",
                    fields=[
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("url", models.URLField(max_length=400, verbose_name="網址")),
                        ("key_id", models.CharField(db_collation="C", max_length=32, verbose_name="金鑰代號")),
                        ("created_at", models.DateTimeField(verbose_name="建立時間")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停用時間")),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.applicationtoken", verbose_name="應用程式"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "介接通知網址",
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("application", "url"), name="hook_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[("email", "電子郵件"), ("sms", "簡訊"), ("webhook", "介接通知")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="管道",
                            ),
                        ),
                        (
                            "target_kind",
                            models.CharField(
                                choices=[
                                    ("person", "反映人"),
                                    ("user", "承辦人員"),
                                    ("agency", "機關信箱"),
                                    ("division", "組室信箱"),
                                    ("hook", "介接應用程式"),
                                ],
                                db_collation="C",
                                max_length=10,
                                verbose_name="對象",
                            ),
                        ),
                        ("target_id", models.CharField(db_collation="C", max_length=64, verbose_name="對象識別碼")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "待寄"), ("queued", "寄送中"), ("sent", "已寄出"), ("failed", "未寄達"), ("bounced", "退信")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="狀態",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                        ("reference", models.CharField(blank=True, max_length=100, verbose_name="業者回覆")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次數")),
                        ("created_at", models.DateTimeField(verbose_name="建立時間")),
                        ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="最近嘗試")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="寄出時間")),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="notices.notice", verbose_name="通知"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "寄件",
                        "indexes": [
                            models.Index(fields=["state", "-created_at"], name="delivery_by_state"),
                            models.Index(fields=["channel", "-tried_at"], name="delivery_by_channel"),
                            models.Index(fields=["-created_at"], name="delivery_newest"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("notice", "channel", "target_kind", "target_id"), name="delivery_once")],
                    },
                ),
            ],
        ),
    ]
