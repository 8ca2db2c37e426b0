import django.contrib.postgres.fields
import django.db.models.deletion

from django.conf import settings
from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("cases", "0001_tables"),
        ("files", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="會議次別")),
                        ("held_at", models.DateTimeField(verbose_name="會議時間")),
                        ("place", models.CharField(max_length=200, verbose_name="會議地點")),
                        ("chair", models.CharField(max_length=100, verbose_name="主席")),
                        ("recorder", models.CharField(blank=True, max_length=100, verbose_name="紀錄")),
                        ("observers", models.CharField(blank=True, max_length=300, verbose_name="列席人員")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("keep", "維持原評分結果"),
                                    ("drop", "除去個別委員評分，重計結果"),
                                    ("void", "廢棄原評分，重行評分"),
                                    ("none", "無法評定，從缺"),
                                ],
                                max_length=6,
                                verbose_name="決議",
                            ),
                        ),
                        ("votes_for", models.PositiveSmallIntegerField(verbose_name="同意人數")),
                        ("reason", models.TextField(blank=True, verbose_name="理由")),
                        ("differences", models.TextField(blank=True, verbose_name="明顯差異及處置")),
                        ("minutes", models.TextField(blank=True, verbose_name="討論紀要")),
                        ("made_at", models.DateTimeField(verbose_name="登錄時間")),
                        ("made_by_name", models.CharField(max_length=200, verbose_name="登錄者")),
                        (
                            "dropped",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="panel.member",
                                verbose_name="除去之委員",
                            ),
                        ),
                        ("present", models.ManyToManyField(related_name="attended", to="panel.member", verbose_name="出席委員")),
                        ("review", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="panel.review")),
                    ],
                    options={
                        "verbose_name": "評定會議",
                        "ordering": ["number", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "number"), name="decision_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("outcome", "drop"), _negated=True), ("dropped__isnull", False), _connector="OR"),
                                name="decision_drop_names_member",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("outcome", "keep"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                                name="decision_departs_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("order", models.PositiveIntegerField(verbose_name="編號")),
                        ("code", models.CharField(db_collation="C", max_length=12, verbose_name="匿名代號")),
                        ("title", models.CharField(max_length=200, verbose_name="名稱")),
                        ("summary", models.TextField(blank=True, verbose_name="摘要")),
                        ("group", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="組別")),
                        ("field", models.CharField(blank=True, max_length=40, verbose_name="領域")),
                        ("subject", models.CharField(blank=True, db_collation="C", max_length=80, verbose_name="對象代號")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("submitted", "已收件"),
                                    ("accepted", "受理"),
                                    ("refused", "不受理"),
                                    ("withdrawn", "撤回"),
                                    ("out", "未進入下一階段"),
                                ],
                                default="submitted",
                                max_length=10,
                                verbose_name="狀態",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                        ("out_at", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="淘汰階段")),
                        ("parted", models.PositiveSmallIntegerField(default=0, verbose_name="同名次經決議之次序")),
                        ("entered_at", models.DateTimeField(verbose_name="收件時間")),
                        ("entered_by_kind", models.CharField(db_collation="C", max_length=20, verbose_name="送件者種類")),
                        ("entered_by_id", models.CharField(db_collation="C", max_length=100, verbose_name="送件者代號")),
                        ("entered_by_name", models.CharField(max_length=200, verbose_name="送件者")),
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
                        ("review", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="panel.review")),
                    ],
                    options={
                        "verbose_name": "參選案",
                        "ordering": ["order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "order"), name="entry_number_once"),
                            models.UniqueConstraint(fields=("review", "code"), name="entry_code_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("subject", ""), _negated=True), fields=("review", "subject"), name="entry_subject_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EntryFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("full", "全文"), ("redacted", "匿名本"), ("evidence", "佐證資料")], max_length=10, verbose_name="種類"
                            ),
                        ),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="panel.entry")),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="檔案"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "參選檔案",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Expert",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("scholar", "學者"),
                                    ("professional", "專業人士"),
                                    ("official", "本府人員"),
                                    ("other_official", "其他政府機關人員"),
                                ],
                                max_length=16,
                                verbose_name="身分",
                            ),
                        ),
                        ("organisation", models.CharField(blank=True, max_length=120, verbose_name="服務單位")),
                        ("title", models.CharField(blank=True, max_length=60, verbose_name="職稱")),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="專長"
                            ),
                        ),
                        (
                            "pools",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(db_collation="C", max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="適用評審",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("national", "主管機關專家名單"), ("own", "機關自行遴選"), ("staff", "本府指派")],
                                default="national",
                                max_length=10,
                                verbose_name="名單來源",
                            ),
                        ),
                        ("source_reason", models.CharField(blank=True, max_length=300, verbose_name="自行遴選理由")),
                        ("source_approval", models.CharField(blank=True, max_length=60, verbose_name="核定文號")),
                        (
                            "bar",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "無"),
                                    ("corruption", "犯瀆職罪或貪污罪經判刑確定"),
                                    ("civil_rights", "褫奪公權尚未復權"),
                                    ("bankrupt", "受破產宣告尚未復權"),
                                    ("licence", "停止執行業務或撤銷、廢止執業執照"),
                                    ("listed", "經主管機關列入不得遴選名單"),
                                ],
                                default="",
                                max_length=16,
                                verbose_name="不得擔任事由",
                            ),
                        ),
                        ("bar_reason", models.CharField(blank=True, max_length=300, verbose_name="查證情形")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="列入日")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="除名日")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登入帳號",
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="所屬機關",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "專家",
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="expert_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("source", "own"), _negated=True),
                                    models.Q(models.Q(("source_reason", ""), _negated=True), models.Q(("source_approval", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="expert_own_choice_is_reasoned",
                            ),
                            models.UniqueConstraint(condition=models.Q(("account__isnull", False)), fields=("account",), name="expert_account_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExpertTie",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("self", "本人"),
                                    ("spouse", "配偶"),
                                    ("relative", "二親等以內親屬"),
                                    ("household", "共同生活家屬"),
                                    ("employed", "現有或三年內曾有僱傭關係"),
                                    ("mandate", "現有或三年內曾有委任或代理關係"),
                                    ("doubt", "認有不能公正執行職務之虞"),
                                    ("challenged", "經書面聲請迴避並決定"),
                                ],
                                max_length=12,
                                verbose_name="關係",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="對象姓名或單位")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="關係終止日")),
                        (
                            "source",
                            models.CharField(
                                choices=[("declared", "本人聲明"), ("found", "機關查得")], default="declared", max_length=10, verbose_name="來源"
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="對象機關",
                            ),
                        ),
                        ("expert", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="panel.expert")),
                    ],
                    options={
                        "verbose_name": "利害關係",
                        "ordering": ["kind", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), ("agency__isnull", False), _connector="OR"),
                                name="expert_tie_names_somebody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "duty",
                            models.CharField(
                                choices=[("convenor", "召集人"), ("deputy", "副召集人"), ("member", "委員")],
                                default="member",
                                max_length=10,
                                verbose_name="職務",
                            ),
                        ),
                        ("code", models.CharField(db_collation="C", max_length=12, verbose_name="代號")),
                        ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="同意擔任並簽署保密及迴避聲明")),
                        ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="解任時間")),
                        ("left_reason", models.CharField(blank=True, max_length=300, verbose_name="解任理由")),
                        (
                            "expert",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.expert", verbose_name="專家"),
                        ),
                        ("review", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="members", to="panel.review")),
                    ],
                    options={
                        "verbose_name": "評審委員",
                        "ordering": ["code", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "expert"), name="member_once"),
                            models.UniqueConstraint(fields=("review", "code"), name="member_code_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("duty", "convenor"), ("left_at__isnull", True)), fields=("review",), name="member_one_convenor"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dissent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("text", models.TextField(verbose_name="不同意見")),
                        ("decision", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="dissents", to="panel.decision")),
                        ("member", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.member")),
                    ],
                    options={
                        "verbose_name": "不同意見",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("sheets", models.PositiveSmallIntegerField(default=1, verbose_name="份數")),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="panel.entry")),
                        ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="panel.member")),
                    ],
                    options={
                        "verbose_name": "分案",
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "entry"), name="assignment_once"),
                            models.CheckConstraint(condition=models.Q(("sheets__gte", 1)), name="assignment_has_a_sheet"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recusal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("self", "本人"),
                                    ("spouse", "配偶"),
                                    ("relative", "二親等以內親屬"),
                                    ("household", "共同生活家屬"),
                                    ("employed", "現有或三年內曾有僱傭關係"),
                                    ("mandate", "現有或三年內曾有委任或代理關係"),
                                    ("doubt", "認有不能公正執行職務之虞"),
                                    ("challenged", "經書面聲請迴避並決定"),
                                ],
                                max_length=12,
                                verbose_name="事由",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("declared", "委員聲明"), ("suggested", "資料比對"), ("challenged", "書面聲請")],
                                max_length=10,
                                verbose_name="來源",
                            ),
                        ),
                        ("is_upheld", models.BooleanField(default=True, verbose_name="應迴避")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="說明")),
                        ("decided_at", models.DateTimeField(verbose_name="決定時間")),
                        ("decided_by_name", models.CharField(max_length=200, verbose_name="決定者")),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recusals", to="panel.entry")),
                        ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recusals", to="panel.member")),
                    ],
                    options={
                        "verbose_name": "迴避",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "entry"), name="recusal_once"),
                            models.CheckConstraint(
                                condition=models.Q(("is_upheld", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                                name="recusal_dismissed_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="名次")),
                        ("score", models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="評定分數")),
                        ("mean", models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="平均分數")),
                        ("rank_sum", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="序位和")),
                        ("sheets", models.PositiveSmallIntegerField(default=0, verbose_name="評分表份數")),
                        ("adjusted", models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="寬嚴調整分數（參考）")),
                        ("adjusted_rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="寬嚴調整名次（參考）")),
                        ("grade", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="等第")),
                        ("grade_name", models.CharField(blank=True, max_length=40, verbose_name="等第名稱")),
                        ("amount", models.PositiveIntegerField(default=0, verbose_name="獎金或補助")),
                        ("is_award", models.BooleanField(default=False, verbose_name="獲獎")),
                        ("is_current", models.BooleanField(default=True, verbose_name="現行")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="通知文號")),
                        ("made_at", models.DateTimeField(verbose_name="評定時間")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="變更理由")),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="results", to="panel.decision"
                            ),
                        ),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="results", to="panel.entry")),
                    ],
                    options={
                        "verbose_name": "評定結果",
                        "ordering": ["rank", "entry"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("is_current", True)), fields=("entry",), name="result_one_current")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("filed_at", models.DateTimeField(verbose_name="申復時間")),
                        ("filed_by_name", models.CharField(max_length=200, verbose_name="申復人")),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="申復文號")),
                        ("reason", models.TextField(verbose_name="申復理由")),
                        ("due_at", models.DateTimeField(verbose_name="審查期限")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("", "審查中"), ("upheld", "維持原評定"), ("changed", "變更評定"), ("refused", "不受理")],
                                default="",
                                max_length=10,
                                verbose_name="決定",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, verbose_name="決定理由")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="決定時間")),
                        ("decided_by_name", models.CharField(blank=True, max_length=200, verbose_name="決定者")),
                        ("chased_at", models.DateTimeField(blank=True, null=True, verbose_name="催辦時間")),
                        ("evidence", models.ManyToManyField(blank=True, related_name="+", to="files.storedfile", verbose_name="佐證資料")),
                        (
                            "replaced_by",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="panel.result",
                                verbose_name="變更後結果",
                            ),
                        ),
                        ("result", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="panel.result")),
                    ],
                    options={
                        "verbose_name": "申復",
                        "ordering": ["-filed_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("result",), name="appeal_once_a_result"),
                            models.CheckConstraint(
                                condition=models.Q(("outcome", ""), models.Q(("answer", ""), _negated=True), _connector="OR"),
                                name="appeal_decided_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("scheme", models.CharField(db_collation="C", max_length=60, verbose_name="評審辦法")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="梯次")),
                        ("title", models.CharField(max_length=200, verbose_name="評審名稱")),
                        ("rules_on", models.DateField(verbose_name="適用規定日")),
                        (
                            "standing",
                            models.CharField(
                                choices=[
                                    ("prepared", "籌備中"),
                                    ("called", "徵件中"),
                                    ("checked", "形式審查及組成小組"),
                                    ("scoring", "評分中"),
                                    ("decided", "已評定，待公告"),
                                    ("published", "已公告"),
                                    ("closed", "結案"),
                                    ("cancelled", "停止辦理"),
                                ],
                                default="prepared",
                                max_length=12,
                                verbose_name="狀態",
                            ),
                        ),
                        ("phase", models.CharField(blank=True, db_collation="C", max_length=20, verbose_name="評分階段")),
                        ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="評分次別")),
                        ("entries_due_at", models.DateTimeField(blank=True, null=True, verbose_name="收件截止")),
                        ("scores_due_at", models.DateTimeField(blank=True, null=True, verbose_name="評分期限")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="評定時間")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公告時間")),
                        ("published_number", models.CharField(blank=True, max_length=60, verbose_name="公告文號")),
                        ("appeal_until", models.DateTimeField(blank=True, null=True, verbose_name="申復截止")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="結案時間")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="提醒時間")),
                        ("chased_at", models.DateTimeField(blank=True, null=True, verbose_name="催辦時間")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="停止辦理的理由")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                        ("is_simulated", models.BooleanField(default=False, verbose_name="模擬資料")),
                    ],
                    options={
                        "verbose_name": "評審",
                        "ordering": ["-year", "-number", "scheme"],
                        "indexes": [models.Index(condition=models.Q(("standing", "scoring")), fields=["scores_due_at"], name="review_sheets_owed")],
                        "constraints": [models.UniqueConstraint(fields=("scheme", "year", "number"), name="review_once")],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("suggestion", "改善建議"), ("merit", "獎勵建議"), ("penalty", "懲處建議"), ("adopt", "參採建議")],
                                max_length=12,
                                verbose_name="性質",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="建議內容")),
                        ("due_on", models.DateField(verbose_name="回復期限")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="辦理機關"
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
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="panel.entry",
                                verbose_name="參選案",
                            ),
                        ),
                        ("review", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="panel.review")),
                    ],
                    options={
                        "verbose_name": "考評建議",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("phase", models.CharField(db_collation="C", max_length=20, verbose_name="階段")),
                        ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="評分次別")),
                        ("serial", models.PositiveSmallIntegerField(default=1, verbose_name="份次")),
                        ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="受測或訪視時間")),
                        ("remark", models.TextField(blank=True, verbose_name="評語")),
                        ("total", models.DecimalField(decimal_places=4, max_digits=9, verbose_name="總分")),
                        ("saved_at", models.DateTimeField(verbose_name="儲存時間")),
                        ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="簽署時間")),
                        (
                            "proof",
                            models.CharField(
                                blank=True,
                                choices=[("password", "重新輸入密碼"), ("totp", "驗證應用程式六位數字"), ("paper", "紙本簽名，承辦單位登錄")],
                                max_length=10,
                                verbose_name="簽署方式",
                            ),
                        ),
                        ("signed_by_name", models.CharField(blank=True, max_length=200, verbose_name="簽署者")),
                        ("digest", models.CharField(blank=True, db_collation="C", max_length=64, verbose_name="內容摘要")),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="panel.entry")),
                        (
                            "member",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="panel.member",
                                verbose_name="委員",
                            ),
                        ),
                        ("review", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="panel.review")),
                    ],
                    options={
                        "verbose_name": "評分表",
                        "ordering": ["entry", "member", "serial"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "phase", "attempt", "member", "serial"), name="sheet_once", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signed_at__isnull", True), models.Q(("digest", ""), _negated=True), _connector="OR"),
                                name="sheet_signed_with_digest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("criterion", models.CharField(db_collation="C", max_length=20, verbose_name="項目")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="分數")),
                        ("sheet", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="panel.sheet")),
                    ],
                    options={
                        "verbose_name": "評分",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet", "criterion"), name="sheet_line_once"),
                            models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="sheet_line_not_negative"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EntryParty",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("role", models.CharField(blank=True, max_length=40, verbose_name="身分")),
                        ("name", models.CharField(max_length=120, verbose_name="姓名或單位")),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="panel.entry")),
                    ],
                    options={
                        "verbose_name": "參選人",
                        "ordering": ["pk"],
                        "constraints": [models.UniqueConstraint(fields=("entry", "name"), name="entry_party_once")],
                    },
                ),
            ],
        ),
    ]
