"""The settings of Django, derived from the one typed environment; nothing is read from anywhere else."""

from __future__ import annotations

import os
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from yankao.site.environment import LOOPBACK, Database, read_environment
from yankao.site.errors import EnvironmentRefusedError

try:
    YANKAO = read_environment(os.environ)
except EnvironmentRefusedError as error:
    raise ImproperlyConfigured(str(error)) from error

SECRET_KEY = YANKAO.secret_key
YANKAO_KEYS = ",".join(YANKAO.keys)
YANKAO_CITY = YANKAO.city
YANKAO_DEMO = YANKAO.is_demo
DEBUG = YANKAO.is_debug
# This very machine is always let in: it looks after health and figures.
ALLOWED_HOSTS = [*YANKAO.allowed_hosts, *LOOPBACK]
ROOT_URLCONF = "yankao.site.urls"
WSGI_APPLICATION = "yankao.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "yankao.kernel.agencies",
    "yankao.kernel.workdays",
    "yankao.kernel.audit",
    "yankao.kernel.changes",
    "yankao.kernel.persons",
    "yankao.kernel.files",
    "yankao.kernel.jobs",
    "yankao.engines.identity",
    "yankao.engines.indicators",
    "yankao.engines.connectors",
    "yankao.engines.notices",
    "yankao.engines.cases",
    "yankao.engines.registers",
    "yankao.engines.registers.tenders",
    "yankao.engines.activities",
    "yankao.engines.progress",
    "yankao.engines.panel",
    "yankao.engines.reports",
    "yankao.shell",
    "yankao.divisions.research",
    "yankao.divisions.planning",
    "yankao.divisions.control",
    "yankao.divisions.engineering",
    "yankao.divisions.engineering.draws",
    "yankao.divisions.service",
    "yankao.divisions.service.mail",
    "yankao.divisions.information",
    "yankao.divisions.administration",
    "yankao.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "leaflet",
    "csp",
]

MIDDLEWARE = [
    "yankao.site.metrics.MeasureMiddleware",
    "yankao.site.middleware.ClientAddressMiddleware",
    "yankao.shell.api.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "yankao.site.replica.ReplicaMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yankao.shell.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yankao.site.middleware.SessionLimitMiddleware",
    "yankao.site.middleware.RefuseNulMiddleware",
    "yankao.shell.limits.RateLimitMiddleware",
    "yankao.shell.gate.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yankao.site.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yankao.shell.context.everywhere",
            ],
        },
    },
]


def _connection(database: Database) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A server that does not answer is told to the reader within seconds.
        "OPTIONS": {"application_name": "yankao", "connect_timeout": 5, **dict(database.options)},
    }


# --- database: PostgreSQL only; Django itself sets every connection to UTC ---
DATABASES: dict[str, dict[str, Any]] = {"default": _connection(YANKAO.database)}
if YANKAO.replica is not None:
    DATABASES["replica"] = _connection(YANKAO.replica)
    DATABASE_ROUTERS = ["yankao.site.replica.PublicReads"]

# --- language and time ---
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "正體中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Taipei"
FORMAT_MODULE_PATH: list[str] = []

# --- who may come in ---
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "yankao.site.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none" if YANKAO.is_demo else "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/15m/ip"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "研考"
# Accounts are given by an administrator together with their address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SECOND_FACTOR_FOR_STAFF = not YANKAO.is_demo and not YANKAO.home.is_simulated
# Their passwords are printed at every start of a demonstration.
DEMO_ACCOUNTS_LOG_IN = not SECOND_FACTOR_FOR_STAFF
SESSION_COOKIE_AGE = 30 * 60
SESSION_ABSOLUTE_AGE = 8 * 60 * 60

# --- transport and content ---
IS_BEHIND_PROXY = YANKAO.needs_https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = YANKAO.needs_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "yankao_session", "yankao_csrf"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in YANKAO.allowed_hosts] if YANKAO.needs_https else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if YANKAO.needs_https else None
SECURE_HSTS_SECONDS = 31_536_000 if YANKAO.needs_https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "yankao.shell.views.rest.csrf_failed"
TILES = "https://tile.openstreetmap.org"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", TILES],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
LEAFLET_CONFIG: dict[str, Any] = {
    "TILES": [("OpenStreetMap", f"{TILES}/{{z}}/{{x}}/{{y}}.png", {"attribution": "© OpenStreetMap contributors"})],
    "RESET_VIEW": False,
}

# --- files, mail, cache and logs, all inside the home ---
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = str(YANKAO.home.files)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Letters about accounts leave by the configured server; without one they stay in the home.
SMTP = YANKAO.outside.smtp
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(YANKAO.home.root / "mail")
DEFAULT_FROM_EMAIL = SMTP.sender if SMTP else "noreply@localhost"
if SMTP:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP.host, SMTP.port, SMTP.user, SMTP.password
    EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = SMTP.is_tls, SMTP.is_starttls, 20
# Shared by all web processes, so that the limit on failed logins counts across them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(YANKAO.home.root / "cache")}}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "yankao.site.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "yankao": {"level": "INFO"},
        # One line a request would bury what a demonstration prints.
        "yankao.requests": {"level": "WARNING" if YANKAO.is_demo or YANKAO.is_debug else "INFO"},
        # Refusals stand in the line of the request already.
        "django": {"level": "ERROR", "handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
    },
}
