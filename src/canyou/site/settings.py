"""Django's settings, all of them from `Config`. Importing this module reads settings and writes nothing."""

from __future__ import annotations

from django.utils.functional import SimpleLazyObject

from canyou.site.accounts import account_settings, sign_in_origins
from canyou.site.config import database_settings, load_config, mail_settings, read_or_make_secret
from canyou.site.logs import logging_settings

CONFIG = load_config()

DEBUG = False
# Made at its first use, so that reading the settings (checks, type checks, tests) leaves no file behind.
SECRET_KEY = SimpleLazyObject(lambda: read_or_make_secret(load_config()))
ALLOWED_HOSTS = list(CONFIG.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(CONFIG.trusted_origins)
ROOT_URLCONF = "canyou.site.urls"
WSGI_APPLICATION = "canyou.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "ninja",
    "canyou.floor",
    "canyou.desk",
    "canyou.together",
    "canyou.faces.web",  # before allauth: its own templates stand for theirs
    "canyou.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "canyou.site.ready.ReadyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "canyou.site.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {"default": database_settings(CONFIG)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

STATIC_URL = "/static/"
# The files are served from where the package keeps them: nothing is to be collected before a start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Scripts and styles come from files of the program alone: no inline code, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        # A browser holds a form to this on its way on to a company's sign-in, too.
        "form-action": ["'self'", *sign_in_origins(CONFIG.oidc)],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SECURE = CONFIG.https
CSRF_COOKIE_SAMESITE = "Lax"
if CONFIG.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A question is a few short fields. What is larger is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# Who can sign in and how: see canyou.site.accounts.
globals().update(account_settings(CONFIG))

# How e-mails go out: see canyou.site.config.
globals().update(mail_settings(CONFIG))

LOGGING_CONFIG = None
LOGGING = logging_settings(CONFIG.log_format)

CANYOU_ROLL_SECONDS = CONFIG.roll_minutes * 60
