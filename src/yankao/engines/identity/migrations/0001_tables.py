import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import yankao.kernel.ids

from django.conf import settings
from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False, help_text="Designates whether the user can log into this admin site.", verbose_name="staff status"
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                        ("id", models.UUIDField(default=yankao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=80, verbose_name="姓名")),
                        ("is_citizen", models.BooleanField(default=False, verbose_name="市民帳號")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="展示帳號")),
                        ("sessions_ended_at", models.DateTimeField(blank=True, null=True, verbose_name="登出所有裝置時間")),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "帳號",
                    },
                    managers=[
                        ("objects", django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="ApplicationToken",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=100, verbose_name="名稱")),
                        ("key_hash", models.CharField(db_collation="C", max_length=64, unique=True, verbose_name="金鑰雜湊")),
                        ("scopes", models.JSONField(default=list, verbose_name="範圍")),
                        ("created_at", models.DateTimeField(verbose_name="建立時間")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="到期時間")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="撤銷時間")),
                        ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="最近使用")),
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
                    ],
                    options={
                        "verbose_name": "應用程式金鑰",
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("citizen", "市民"),
                                    ("agent", "話務人員"),
                                    ("desk_lead", "服務中心督導"),
                                    ("officer", "研考會業務承辦"),
                                    ("clerk", "機關承辦人"),
                                    ("agency_lead", "機關主管"),
                                    ("controller", "機關管考窗口"),
                                    ("mayor_office", "市長室"),
                                    ("chief_secretary", "主任秘書"),
                                    ("deputy_chair", "副主任委員"),
                                    ("chair", "主任委員"),
                                    ("auditor", "稽核人員"),
                                    ("admin", "系統管理者"),
                                ],
                                db_collation="C",
                                max_length=20,
                                verbose_name="角色",
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="迄")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="機關"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="帳號",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "職務",
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "agency", "role", "starts_on"), name="membership_once", nulls_distinct=False),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                                name="membership_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
