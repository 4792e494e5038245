"""How people sign in: the settings of Django's sessions, of allauth (password, second factor, companies'
sign-ins) and of axes (against guessing)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from canyou.site.config import Config, Provider

GUESSES = 8
"""So many wrong passwords for one address from one place, and then a pause."""
PAUSE = timedelta(minutes=15)
SESSION_DAYS = 14


def sign_in_origins(providers: Iterable[Provider]) -> list[str]:
    """The origins that the sign-in form may lead on to."""
    return sorted({"{0.scheme}://{0.netloc}".format(urlsplit(provider.server_url)) for provider in providers})


def account_settings(config: Config) -> dict[str, Any]:
    """All settings of signing in."""
    # Cookies know a host but no port: two installations on one machine must not sign each other out.
    place = hashlib.sha256((config.database_url or str(config.home)).encode()).hexdigest()[:8]
    return {
        "AUTH_USER_MODEL": "desk.User",
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {
                "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("email", "name")},
            },
        ],
        "PASSWORD_RESET_TIMEOUT": 3 * 24 * 3600,
        "LOGIN_URL": "/account/login/",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/account/login/",
        "SESSION_COOKIE_NAME": f"canyou_session_{place}",
        "SESSION_COOKIE_AGE": SESSION_DAYS * 24 * 3600,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.https,
        "CSRF_COOKIE_NAME": f"canyou_csrf_{place}",
        "ACCOUNT_ADAPTER": "canyou.site.adapters.AccountAdapter",
        "SOCIALACCOUNT_ADAPTER": "canyou.site.adapters.SocialAdapter",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_LOGOUT_ON_GET": False,
        # What a wrong password says is the same for a known and an unknown address.
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_EMAIL_NOTIFICATIONS": False,
        # Passwords are counted by axes, in the database; this counts the codes of the second factor.
        "ACCOUNT_RATE_LIMITS": {"login_failed": f"60/m/ip,{GUESSES + 2}/15m/key"},
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Canyou",
        "MFA_FORMS": {},
        # A company's sign-in vouches for an address; whoever is a member under it is let in as that member.
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _apps(config.oidc)}
        },
        "AXES_FAILURE_LIMIT": GUESSES,
        "AXES_COOLOFF_TIME": PAUSE,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_USERNAME_CALLABLE": "canyou.site.adapters.tried_address",
        "AXES_LOCKOUT_CALLABLE": "canyou.site.adapters.locked_out",
        "AXES_VERBOSE": False,
    }


def _apps(providers: Iterable[Provider]) -> list[dict[str, Any]]:
    return [
        {
            "provider_id": re.sub(r"[^a-z0-9]+", "-", provider.name.casefold()).strip("-") or "oidc",
            "name": provider.name,
            "client_id": provider.client_id,
            "secret": provider.client_secret,
            "settings": {"server_url": provider.server_url},
        }
        for provider in providers
    ]
