import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion

from decimal import Decimal
from django.db import migrations, models

from yankao.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_tables"),
        ("cases", "0001_tables"),
        ("progress", "0001_tables"),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name="ControlYuanCase",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("item_number", models.CharField(db_collation="C", max_length=40, verbose_name="項次或案號")),
                        ("order", models.TextField(verbose_name="指示或決議事項")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("limited", "限期辦理"), ("long_term", "長期追蹤"), ("ongoing", "持續辦理")],
                                max_length=12,
                                verbose_name="列管類別",
                            ),
                        ),
                        ("ordered_on", models.DateField(null=True, verbose_name="指示或決議日期")),
                        ("source_number", models.CharField(blank=True, max_length=60, verbose_name="來文或紀錄文號")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="應填報日")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "proposal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="主辦機關建議",
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="研考會審查建議",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("correction", "糾正"), ("investigation", "調查"), ("inquiry", "函查")],
                                max_length=16,
                                verbose_name="案件性質",
                            ),
                        ),
                        ("yuan_number", models.CharField(max_length=60, verbose_name="監察院文號")),
                        ("committee", models.CharField(blank=True, max_length=60, verbose_name="監察院委員會")),
                        ("investigators", models.CharField(blank=True, max_length=100, verbose_name="調查委員")),
                        ("via", models.CharField(blank=True, max_length=60, verbose_name="轉交機關")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("answered_on", models.DateField(blank=True, null=True, verbose_name="函復日期")),
                        ("accountability", models.TextField(blank=True, verbose_name="人員議處情形")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CouncillorService",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField(verbose_name="屆次")),
                        (
                            "session_kind",
                            models.CharField(
                                blank=True, choices=[("regular", "定期大會"), ("extraordinary", "臨時會")], max_length=16, verbose_name="會期別"
                            ),
                        ),
                        ("session_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="會次")),
                        ("councillor", models.CharField(max_length=60, verbose_name="議員")),
                        ("electoral_district", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="選區")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="來函文號")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("answer", models.TextField(blank=True, verbose_name="答復內容")),
                        ("matter", models.TextField(verbose_name="服務事項")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="會勘日期")),
                        ("visit_result", models.TextField(blank=True, verbose_name="會勘結論")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CouncilResolution",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField(verbose_name="屆次")),
                        (
                            "session_kind",
                            models.CharField(
                                blank=True, choices=[("regular", "定期大會"), ("extraordinary", "臨時會")], max_length=16, verbose_name="會期別"
                            ),
                        ),
                        ("session_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="會次")),
                        ("councillor", models.CharField(max_length=60, verbose_name="議員")),
                        ("electoral_district", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="選區")),
                        ("item_number", models.CharField(db_collation="C", max_length=40, verbose_name="項次或案號")),
                        ("order", models.TextField(verbose_name="指示或決議事項")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("limited", "限期辦理"), ("long_term", "長期追蹤"), ("ongoing", "持續辦理")],
                                max_length=12,
                                verbose_name="列管類別",
                            ),
                        ),
                        ("ordered_on", models.DateField(null=True, verbose_name="指示或決議日期")),
                        ("source_number", models.CharField(blank=True, max_length=60, verbose_name="來文或紀錄文號")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="應填報日")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "proposal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="主辦機關建議",
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="研考會審查建議",
                            ),
                        ),
                        (
                            "proposal_kind",
                            models.CharField(
                                choices=[
                                    ("councillor", "議員提案"),
                                    ("resolution", "建議及決議案"),
                                    ("motion", "臨時動議案"),
                                    ("government", "市政府提案附帶決議"),
                                ],
                                max_length=12,
                                verbose_name="案別",
                            ),
                        ),
                        (
                            "council_class",
                            models.CharField(
                                choices=[
                                    ("civil", "民政類"),
                                    ("interior", "內政類"),
                                    ("social", "社政類"),
                                    ("finance", "財經類"),
                                    ("education", "教育類"),
                                    ("agriculture", "農林類"),
                                    ("transport", "交通類"),
                                    ("security", "保安類"),
                                    ("health", "衛生環境類"),
                                    ("works", "工務類"),
                                    ("legal", "法規類"),
                                ],
                                max_length=16,
                                verbose_name="類別",
                            ),
                        ),
                        ("seconders", models.CharField(blank=True, max_length=200, verbose_name="連署議員")),
                        ("council_opinion", models.TextField(blank=True, verbose_name="審查或大會決議")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復議會文號")),
                        ("answered_on", models.DateField(blank=True, null=True, verbose_name="函復議會日期")),
                        ("proposer_copied", models.BooleanField(default=False, verbose_name="副知提案議員")),
                        ("commission_copied", models.BooleanField(default=False, verbose_name="副知研考會")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DocumentChase",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("document_number", models.CharField(db_collation="C", max_length=40, verbose_name="公文文號")),
                        (
                            "document_class",
                            models.CharField(
                                choices=[
                                    ("general", "一般公文"),
                                    ("legislator", "立委質詢"),
                                    ("application", "人民申請"),
                                    ("petition", "人民陳情"),
                                    ("appeal", "訴願"),
                                    ("project", "專案管制"),
                                    ("control_yuan", "監察案件"),
                                ],
                                max_length=16,
                                verbose_name="公文類別",
                            ),
                        ),
                        (
                            "speed",
                            models.CharField(
                                choices=[("urgent", "最速件"), ("fast", "速件"), ("normal", "普通件")],
                                default="normal",
                                max_length=8,
                                verbose_name="速別",
                            ),
                        ),
                        ("taken_in_on", models.DateField(verbose_name="收文日期")),
                        ("fixed_on", models.DateField(blank=True, null=True, verbose_name="來文限辦日期")),
                        ("holder_unit", models.CharField(blank=True, max_length=80, verbose_name="承辦單位")),
                        ("dispatched_on", models.DateField(blank=True, null=True, verbose_name="發文日期")),
                        ("dispatch_number", models.CharField(blank=True, max_length=60, verbose_name="發文字號")),
                        (
                            "days_used",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=6,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.5"))],
                                verbose_name="使用日數",
                            ),
                        ),
                        ("examined_on", models.DateField(blank=True, null=True, verbose_name="查核基準日")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DocumentImprovement",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("month", models.DateField(verbose_name="統計月份")),
                        ("overdue_count", models.PositiveIntegerField(verbose_name="逾限件數")),
                        (
                            "counted",
                            models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="發文及待辦件數"),
                        ),
                        (
                            "overdue_share",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                                verbose_name="逾限比率（%）",
                            ),
                        ),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="函請檢討文號")),
                        ("causes", models.TextField(blank=True, verbose_name="逾限原因分析")),
                        ("measures", models.TextField(blank=True, verbose_name="改善措施")),
                        ("done_by", models.DateField(blank=True, null=True, verbose_name="預定改善完成日")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DocumentRequest",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField(verbose_name="屆次")),
                        (
                            "session_kind",
                            models.CharField(
                                blank=True, choices=[("regular", "定期大會"), ("extraordinary", "臨時會")], max_length=16, verbose_name="會期別"
                            ),
                        ),
                        ("session_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="會次")),
                        ("councillor", models.CharField(max_length=60, verbose_name="議員")),
                        ("electoral_district", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="選區")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="來函文號")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("answer", models.TextField(blank=True, verbose_name="答復內容")),
                        ("wanted", models.TextField(verbose_name="索取資料")),
                        ("covers", models.CharField(blank=True, max_length=60, verbose_name="資料期間")),
                        (
                            "delivery",
                            models.CharField(
                                choices=[("paper", "紙本"), ("file", "電子檔"), ("reading", "到府閱覽")],
                                default="file",
                                max_length=12,
                                verbose_name="提供方式",
                            ),
                        ),
                        ("is_restricted", models.BooleanField(default=False, verbose_name="涉個資或應保密")),
                        ("restriction", models.CharField(blank=True, max_length=200, verbose_name="不予或部分提供之依據")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DocumentVisit",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="預定查訪日期")),
                        ("sampled_because", models.CharField(max_length=200, verbose_name="抽選理由")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="查訪日期")),
                        ("led_by", models.CharField(blank=True, max_length=60, verbose_name="領隊")),
                        ("has_administration", models.BooleanField(default=False, verbose_name="行國處派員")),
                        ("has_personnel", models.BooleanField(default=False, verbose_name="人事處派員")),
                        ("has_ethics", models.BooleanField(default=False, verbose_name="政風處派員")),
                        (
                            "sampled",
                            models.PositiveIntegerField(
                                blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="抽查公文件數"
                            ),
                        ),
                        ("good_points", models.TextField(blank=True, verbose_name="優點")),
                        ("report_number", models.CharField(blank=True, max_length=60, verbose_name="查訪報告函送文號")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ExecutiveYuanOrder",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("item_number", models.CharField(db_collation="C", max_length=40, verbose_name="項次或案號")),
                        ("order", models.TextField(verbose_name="指示或決議事項")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("limited", "限期辦理"), ("long_term", "長期追蹤"), ("ongoing", "持續辦理")],
                                max_length=12,
                                verbose_name="列管類別",
                            ),
                        ),
                        ("ordered_on", models.DateField(null=True, verbose_name="指示或決議日期")),
                        ("source_number", models.CharField(blank=True, max_length=60, verbose_name="來文或紀錄文號")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="應填報日")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "proposal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="主辦機關建議",
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="研考會審查建議",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("remark", "院長提示"), ("resolution", "院會決議"), ("inquiry", "行政院調查")],
                                max_length=12,
                                verbose_name="案件性質",
                            ),
                        ),
                        ("meeting_number", models.CharField(blank=True, max_length=40, verbose_name="院會次別")),
                        ("ministry", models.CharField(blank=True, max_length=60, verbose_name="主管部會")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("answered_on", models.DateField(blank=True, null=True, verbose_name="函復日期")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ForwardLooking",
                    fields=[
                        (
                            "plan",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="progress.plan",
                            ),
                        ),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("rail", "軌道建設"),
                                    ("water", "水環境建設"),
                                    ("green", "綠能建設"),
                                    ("digital", "數位建設"),
                                    ("urban_rural", "城鄉建設"),
                                    ("childcare", "因應少子化友善育兒空間建設"),
                                    ("food_safety", "食品安全建設"),
                                    ("talent", "人才培育促進就業建設"),
                                ],
                                db_collation="C",
                                max_length=16,
                                verbose_name="建設類別",
                            ),
                        ),
                        ("ministry", models.CharField(max_length=60, verbose_name="中央主管機關")),
                        ("approval_number", models.CharField(blank=True, max_length=60, verbose_name="核定文號")),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="核定日期")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="InfraSubsidy",
                    fields=[
                        (
                            "plan",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="progress.plan",
                            ),
                        ),
                        ("fund_class", models.CharField(max_length=60, verbose_name="經費類別")),
                        ("earmark", models.CharField(blank=True, max_length=120, verbose_name="指定用途")),
                        ("central_number", models.CharField(blank=True, max_length=40, verbose_name="中央管考系統編號")),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="管考系統審定日期")),
                        (
                            "returned_amount",
                            models.DecimalField(blank=True, decimal_places=0, max_digits=15, null=True, verbose_name="賸餘款繳回（元）"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Interpellation",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField(verbose_name="屆次")),
                        (
                            "session_kind",
                            models.CharField(
                                blank=True, choices=[("regular", "定期大會"), ("extraordinary", "臨時會")], max_length=16, verbose_name="會期別"
                            ),
                        ),
                        ("session_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="會次")),
                        ("councillor", models.CharField(max_length=60, verbose_name="議員")),
                        ("electoral_district", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="選區")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="來函文號")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("answer", models.TextField(blank=True, verbose_name="答復內容")),
                        ("question", models.TextField(verbose_name="質詢要旨")),
                        ("asked_on", models.DateField(verbose_name="質詢日期")),
                        ("answered_by", models.CharField(blank=True, max_length=60, verbose_name="答詢首長")),
                        ("is_promised", models.BooleanField(default=False, verbose_name="市長或首長已承諾")),
                        ("minutes_page", models.CharField(blank=True, max_length=40, verbose_name="議事錄頁次")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LegislatorQuestion",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("item_number", models.CharField(db_collation="C", max_length=40, verbose_name="項次或案號")),
                        ("order", models.TextField(verbose_name="指示或決議事項")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("limited", "限期辦理"), ("long_term", "長期追蹤"), ("ongoing", "持續辦理")],
                                max_length=12,
                                verbose_name="列管類別",
                            ),
                        ),
                        ("ordered_on", models.DateField(null=True, verbose_name="指示或決議日期")),
                        ("source_number", models.CharField(blank=True, max_length=60, verbose_name="來文或紀錄文號")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="應填報日")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "proposal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="主辦機關建議",
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="研考會審查建議",
                            ),
                        ),
                        ("legislator", models.CharField(max_length=60, verbose_name="立法委員")),
                        (
                            "form",
                            models.CharField(
                                choices=[("oral", "口頭質詢"), ("written", "書面質詢"), ("proposal", "臨時提案")],
                                max_length=12,
                                verbose_name="質詢方式",
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField(verbose_name="立法院屆次")),
                        ("session", models.PositiveSmallIntegerField(verbose_name="會期")),
                        ("forwarded_by", models.CharField(blank=True, max_length=60, verbose_name="交辦機關")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="答復文號")),
                        ("answered_on", models.DateField(blank=True, null=True, verbose_name="答復日期")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MayorOrder",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("item_number", models.CharField(db_collation="C", max_length=40, verbose_name="項次或案號")),
                        ("order", models.TextField(verbose_name="指示或決議事項")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("limited", "限期辦理"), ("long_term", "長期追蹤"), ("ongoing", "持續辦理")],
                                max_length=12,
                                verbose_name="列管類別",
                            ),
                        ),
                        ("ordered_on", models.DateField(null=True, verbose_name="指示或決議日期")),
                        ("source_number", models.CharField(blank=True, max_length=60, verbose_name="來文或紀錄文號")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="應填報日")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "proposal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="主辦機關建議",
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="研考會審查建議",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("visit", "視察行程"),
                                    ("briefing", "簡報或會談"),
                                    ("paper", "公文批示"),
                                    ("promise", "議會答詢承諾"),
                                    ("other", "其他"),
                                ],
                                max_length=12,
                                verbose_name="指示場合",
                            ),
                        ),
                        ("conveyed_by", models.CharField(blank=True, max_length=60, verbose_name="轉達人員")),
                        ("is_urgent", models.BooleanField(default=False, verbose_name="速件")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MeetingItem",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("item_number", models.CharField(db_collation="C", max_length=40, verbose_name="項次或案號")),
                        ("order", models.TextField(verbose_name="指示或決議事項")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("limited", "限期辦理"), ("long_term", "長期追蹤"), ("ongoing", "持續辦理")],
                                max_length=12,
                                verbose_name="列管類別",
                            ),
                        ),
                        ("ordered_on", models.DateField(null=True, verbose_name="指示或決議日期")),
                        ("source_number", models.CharField(blank=True, max_length=60, verbose_name="來文或紀錄文號")),
                        ("report_on", models.DateField(blank=True, null=True, verbose_name="應填報日")),
                        ("finish_on", models.DateField(blank=True, null=True, verbose_name="限辦日期")),
                        (
                            "proposal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="主辦機關建議",
                            ),
                        ),
                        (
                            "suggestion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("release", "建議解除列管"),
                                    ("continue", "建議繼續列管"),
                                    ("merge", "建議併案列管"),
                                    ("self_track", "建議改為自行列管"),
                                ],
                                max_length=12,
                                verbose_name="研考會審查建議",
                            ),
                        ),
                        ("meeting", models.CharField(max_length=80, verbose_name="會議名稱")),
                        ("meeting_number", models.CharField(max_length=40, verbose_name="會議次別")),
                        (
                            "form",
                            models.CharField(
                                choices=[("instruction", "主席指示"), ("resolution", "決議"), ("motion", "臨時動議")],
                                default="instruction",
                                max_length=12,
                                verbose_name="事項性質",
                            ),
                        ),
                        ("chaired_by", models.CharField(blank=True, max_length=60, verbose_name="會議主席")),
                        ("presented_at", models.CharField(blank=True, max_length=40, verbose_name="預定提報會議次別")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="OverdueDocument",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("document_number", models.CharField(db_collation="C", max_length=40, verbose_name="公文文號")),
                        (
                            "document_class",
                            models.CharField(
                                choices=[
                                    ("general", "一般公文"),
                                    ("legislator", "立委質詢"),
                                    ("application", "人民申請"),
                                    ("petition", "人民陳情"),
                                    ("appeal", "訴願"),
                                    ("project", "專案管制"),
                                    ("control_yuan", "監察案件"),
                                ],
                                max_length=16,
                                verbose_name="公文類別",
                            ),
                        ),
                        (
                            "speed",
                            models.CharField(
                                choices=[("urgent", "最速件"), ("fast", "速件"), ("normal", "普通件")],
                                default="normal",
                                max_length=8,
                                verbose_name="速別",
                            ),
                        ),
                        ("taken_in_on", models.DateField(verbose_name="收文日期")),
                        ("due_on", models.DateField(verbose_name="限辦日期（含展期）")),
                        ("examined_on", models.DateField(verbose_name="查核基準日")),
                        ("chase_number", models.CharField(blank=True, max_length=20, verbose_name="稽催案號")),
                        ("holder_unit", models.CharField(blank=True, max_length=80, verbose_name="承辦單位")),
                        ("cause", models.TextField(blank=True, verbose_name="逾限原因")),
                        ("analysis", models.TextField(blank=True, verbose_name="個案分析")),
                        (
                            "discipline",
                            models.CharField(
                                blank=True,
                                choices=[("advice", "書面勸導"), ("admonition", "申誡"), ("demerit", "記過")],
                                max_length=12,
                                verbose_name="懲處建議",
                            ),
                        ),
                        ("discipline_for", models.CharField(blank=True, max_length=80, verbose_name="懲處對象職稱")),
                        ("decided_number", models.CharField(blank=True, max_length=60, verbose_name="核定文號")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProjectSelection",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("plan_name", models.CharField(max_length=200, verbose_name="計畫名稱")),
                        (
                            "year",
                            models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(90)], verbose_name="年度（民國）"),
                        ),
                        (
                            "importance",
                            models.CharField(
                                choices=[
                                    ("mayor", "市長政見或重要指示"),
                                    ("central", "中央補助"),
                                    ("amount", "經費龐大"),
                                    ("citizens", "攸關民生"),
                                    ("cross", "跨機關"),
                                ],
                                db_collation="C",
                                max_length=10,
                                verbose_name="列管原則",
                            ),
                        ),
                        (
                            "budget",
                            models.DecimalField(
                                decimal_places=0,
                                max_digits=15,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="年度經費（元）",
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="計畫起日")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="計畫迄日")),
                        ("agency_opinion", models.TextField(blank=True, verbose_name="機關意見")),
                        (
                            "level",
                            models.CharField(
                                blank=True,
                                choices=[("city", "府管制"), ("bureau", "局管制"), ("own", "自行管制")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="管制級別",
                            ),
                        ),
                        (
                            "risk",
                            models.CharField(
                                blank=True,
                                choices=[("low", "低風險"), ("medium", "中風險"), ("high", "高風險")],
                                db_collation="C",
                                max_length=10,
                                verbose_name="風險等級",
                            ),
                        ),
                        ("approval_number", models.CharField(blank=True, max_length=60, verbose_name="核定文號")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReviewFollowUp",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("review_title", models.CharField(max_length=200, verbose_name="評審名稱")),
                        ("about", models.CharField(blank=True, max_length=200, verbose_name="受評對象")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("suggestion", "改善建議"), ("merit", "獎勵建議"), ("penalty", "懲處建議"), ("adopt", "參採建議")],
                                max_length=12,
                                verbose_name="性質",
                            ),
                        ),
                        ("request", models.TextField(verbose_name="建議內容")),
                        ("answer_on", models.DateField(verbose_name="應回復日")),
                        ("answer", models.TextField(blank=True, verbose_name="辦理情形")),
                        ("order_number", models.CharField(blank=True, max_length=60, verbose_name="獎懲令或函文號")),
                        ("released_by", models.CharField(blank=True, max_length=80, verbose_name="解除列管之會議或長官")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VillageProposal",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("term", models.PositiveSmallIntegerField(verbose_name="屆次")),
                        (
                            "session_kind",
                            models.CharField(
                                blank=True, choices=[("regular", "定期大會"), ("extraordinary", "臨時會")], max_length=16, verbose_name="會期別"
                            ),
                        ),
                        ("session_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="會次")),
                        ("councillor", models.CharField(max_length=60, verbose_name="議員")),
                        ("electoral_district", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="選區")),
                        ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="來函文號")),
                        ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="函復文號")),
                        ("answer", models.TextField(blank=True, verbose_name="答復內容")),
                        ("proposal", models.TextField(verbose_name="建議事項")),
                        ("village_head", models.CharField(max_length=60, verbose_name="里長")),
                        ("occasion", models.CharField(blank=True, max_length=80, verbose_name="建議場合")),
                        ("cost_estimate", models.PositiveIntegerField(blank=True, null=True, verbose_name="概估經費（千元）")),
                        ("is_accepted", models.BooleanField(default=False, verbose_name="採納辦理")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AnswerReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="審查意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ChaseAnswer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stage", models.CharField(max_length=100, verbose_name="目前辦理階段")),
                        ("reason", models.TextField(verbose_name="未結原因")),
                        ("expected_on", models.DateField(verbose_name="預定發文日期")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ChaseLetter",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("notice_number", models.CharField(max_length=40, verbose_name="稽催單號")),
                        ("told", models.CharField(max_length=400, verbose_name="稽催事項")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Defect",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "defect_kind",
                            models.CharField(
                                choices=[
                                    ("intake", "收文登錄"),
                                    ("handling", "承辦及會辦"),
                                    ("limit", "時效及展期"),
                                    ("chasing", "稽催查考"),
                                    ("filing", "歸檔及檔案"),
                                    ("secrecy", "機密及個資"),
                                    ("petitions", "人民陳情"),
                                ],
                                max_length=12,
                                verbose_name="查訪項目",
                            ),
                        ),
                        ("document_number", models.CharField(blank=True, max_length=40, verbose_name="抽查文號")),
                        ("defect", models.TextField(verbose_name="缺失情形")),
                        ("recommendation", models.TextField(verbose_name="建議事項")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ExtensionAsked",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("asked_until", models.DateField(verbose_name="申請展延至")),
                        ("why", models.TextField(verbose_name="展期理由")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FollowUpOpinion",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="審查意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ImprovementReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="審查意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LagExplanation",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="%(app_label)s_%(class)s",
                                serialize=False,
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        ("month", models.DateField(verbose_name="期別")),
                        ("cause", models.TextField(blank=True, verbose_name="原因分析")),
                        ("remedy", models.TextField(blank=True, verbose_name="改善方案")),
                        ("catch_up_month", models.DateField(blank=True, null=True, verbose_name="預定趕上月份")),
                        ("responsible", models.CharField(blank=True, max_length=100, verbose_name="責任歸屬")),
                        (
                            "plan",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="progress.plan", verbose_name="計畫"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="OverdueReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="查核意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProgressReport",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("covers_to", models.DateField(verbose_name="辦理情形截止日")),
                        ("done", models.TextField(verbose_name="辦理情形")),
                        ("difficulty", models.TextField(blank=True, verbose_name="遭遇困難")),
                        ("next_step", models.TextField(blank=True, verbose_name="後續作為")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="審查意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Ruling",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("ruled_by", models.CharField(max_length=60, verbose_name="裁示長官")),
                        ("ruled_on", models.DateField(verbose_name="裁示或會議日期")),
                        ("ruling_number", models.CharField(max_length=60, verbose_name="裁示文號或會議次別")),
                        ("ruling", models.TextField(blank=True, verbose_name="裁示內容")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SelectionReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="審查意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Urge",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("letter_number", models.CharField(max_length=60, verbose_name="函催文號")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VisitImprovement",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("improved", models.TextField(verbose_name="改善情形")),
                        ("completed_on", models.DateField(blank=True, null=True, verbose_name="改善完成日")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VisitReview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("opinion", models.TextField(verbose_name="確認意見")),
                        (
                            "case",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.case",
                                verbose_name="案件",
                            ),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(app_label)s_%(class)s_set",
                                to="cases.passage",
                                verbose_name="歷程",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DocumentMonth",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="登錄時間")),
                        ("entered_by", models.CharField(editable=False, max_length=100, verbose_name="登錄者")),
                        ("is_struck", models.BooleanField(default=False, editable=False, verbose_name="作廢")),
                        ("is_simulated", models.BooleanField(default=False, editable=False, verbose_name="模擬資料")),
                        ("haystack", models.TextField(blank=True, default="", editable=False)),
                        ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                        ("month", models.DateField(verbose_name="統計月份")),
                        (
                            "document_class",
                            models.CharField(
                                choices=[
                                    ("general", "一般公文"),
                                    ("legislator", "立委質詢"),
                                    ("application", "人民申請"),
                                    ("petition", "人民陳情"),
                                    ("appeal", "訴願"),
                                    ("project", "專案管制"),
                                    ("control_yuan", "監察案件"),
                                ],
                                db_collation="C",
                                max_length=16,
                                verbose_name="公文類別",
                            ),
                        ),
                        ("carried", models.PositiveIntegerField(verbose_name="前月待辦件數")),
                        ("received", models.PositiveIntegerField(verbose_name="本月新收件數")),
                        ("dispatched", models.PositiveIntegerField(verbose_name="發文件數")),
                        ("filed", models.PositiveIntegerField(verbose_name="存查件數")),
                        ("pending", models.PositiveIntegerField(verbose_name="待辦件數")),
                        ("in_time", models.PositiveIntegerField(verbose_name="如期發文件數")),
                        ("late", models.PositiveIntegerField(verbose_name="逾限發文件數")),
                        ("overdue_pending", models.PositiveIntegerField(verbose_name="逾限待辦件數")),
                        ("extended", models.PositiveIntegerField(verbose_name="展期件數")),
                        ("days_used", models.DecimalField(decimal_places=1, max_digits=10, verbose_name="發文使用日數合計")),
                        ("over_thirty", models.PositiveIntegerField(verbose_name="逾限超過30日件數")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="機關"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "公文統計月報",
                        "ordering": ["-month", "agency_id", "document_class"],
                        "abstract": False,
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="documentmonth_search")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_struck", False)),
                                fields=("agency", "month", "document_class"),
                                name="document_month_once",
                                violation_error_message="該機關該月此類公文已登錄；如有更正，請以「更正」辦理",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubsidyYear",
                    fields=[
                        ('case', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(app_label)s_%(class)s', serialize=False, to='cases.case', verbose_name='案件')),
                        ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(90), django.core.validators.MaxValueValidator(200)], verbose_name='年度（民國）')),
                        ('ceiling', models.PositiveBigIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='核定補助額度（元）')),
                        ('choose_by', models.DateField(verbose_name='前置作業期限')),
                        ('examine_by', models.DateField(verbose_name='管考系統審定期限')),
                        ('report_by', models.DateField(verbose_name='實施計畫陳報期限')),
                        ('chosen_count', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='篩選計畫件數')),
                        ('chosen_amount', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='篩選計畫補助金額（元）')),
                        ('examined_on', models.DateField(blank=True, null=True, verbose_name='審定日期')),
                        ('report_number', models.CharField(blank=True, max_length=60, verbose_name='陳報文號')),
                        ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='中央考核成績')),
                        ('score_number', models.CharField(blank=True, max_length=60, verbose_name='考核結果文號')),
                        ('next_ceiling', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='調整後補助額度（元）')),
                    ],
                    options={"abstract": False},
                ),
            ],
        ),
    ]
