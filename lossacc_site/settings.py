"""All settings, from the environment. README.md lists the variables."""

import os
from pathlib import Path

from lossacc_site.environment import (
    kept_secret,
    private_folder,
    read_broker,
    read_database,
    read_flag,
    read_list,
    read_number,
    read_origins,
    read_text,
)

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ

# Everything that is written at run time lies here.
LOSSACC_DATA_DIR = private_folder(
    "LOSSACC_DATA_DIR",
    Path(read_text(ENV, "LOSSACC_DATA_DIR") or BASE_DIR / "var").expanduser().absolute(),
)

DEBUG = read_flag(ENV, "LOSSACC_DEBUG")
SECRET_KEY = read_text(ENV, "LOSSACC_SECRET_KEY") or kept_secret(LOSSACC_DATA_DIR / "secret-key")
ALLOWED_HOSTS = read_list(ENV, "LOSSACC_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = read_origins(ENV, "LOSSACC_CSRF_TRUSTED_ORIGINS")

LOSSACC_MAX_UPLOAD_BYTES = read_number(ENV, "LOSSACC_MAX_UPLOAD_MB", default=200, least=1) * 2**20
# A form may carry several files; beyond this it is refused before any of them is read.
LOSSACC_MAX_REQUEST_BYTES = 10 * LOSSACC_MAX_UPLOAD_BYTES
# Minutes without a new point after which a running run is shown as silent.
LOSSACC_STALE_AFTER = read_number(ENV, "LOSSACC_STALE_AFTER", default=10, least=1, most=525_600)
LOSSACC_TRASH_DAYS = read_number(ENV, "LOSSACC_TRASH_DAYS", default=30, least=1, most=36_500)
LOSSACC_WORKERS = read_number(ENV, "LOSSACC_WORKERS", default=2, least=1)
LOSSACC_WEB_WORKERS = read_number(ENV, "LOSSACC_WEB_WORKERS", default=2, least=1)

INSTALLED_APPS = [
    "lossacc_site",
    "experiments",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "djangoql",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lossacc_site.csp.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lossacc_site.compression.compress_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "experiments.views.errors.refuse_too_large",
    "experiments.views.errors.refuse_null_characters",
]
CSRF_FAILURE_VIEW = "experiments.views.errors.csrf_failure"

ROOT_URLCONF = "lossacc_site.urls"
WSGI_APPLICATION = "lossacc_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": read_database(ENV, "DATABASE_URL", LOSSACC_DATA_DIR / "lossacc.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A transaction that starts deferred loses its write when another one came first.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        # A large database is read from the system's memory, not through a small cache of its own.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "PRAGMA mmap_size=2147483648; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

HTTPS = read_flag(ENV, "LOSSACC_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # The proxy in front ends TLS and must set this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = LOSSACC_DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lossacc_site.finders.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lossacc_site.static_storage.HashedStaticFiles"},
}

MEDIA_ROOT = LOSSACC_DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR = private_folder("LOSSACC_DATA_DIR", LOSSACC_DATA_DIR / "tmp")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "lossacc_site.upload_limit.LimitedFiles",
]
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
# The form that says what each metric is has a field a metric.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# The upload form announces up to 5,000 files, with paths of 1,000 characters of up to 3 bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}

# `manage.py up` leaves the address of its embedded broker here for the other commands.
LOSSACC_BROKER_FILE = LOSSACC_DATA_DIR / "broker" / "url"
CELERY_BROKER_URL = read_broker(
    ENV,
    "BROKER_URL",
    LOSSACC_BROKER_FILE.read_text().strip()
    if LOSSACC_BROKER_FILE.exists()
    else "redis://127.0.0.1:6379/0",
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_CONCURRENCY = LOSSACC_WORKERS
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(LOSSACC_DATA_DIR / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 3
CELERY_BEAT_SCHEDULE = {
    "give back what a dead worker or a lost queue left behind": {
        "task": "experiments.tasks.sweep",
        "schedule": 3.0,
        # Sweeps must not pile up while no worker is there.
        "options": {"expires": 3},
    },
    "delete for good what has been in the trash for long": {
        "task": "experiments.tasks.purge_trash",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
}
