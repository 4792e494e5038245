"""Signing in, the second factor and companies' sign-ins: of allauth's pages those that Canyou has.

Left out are the pages by which people would add themselves or change the address they are known by.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as oidc
from django.urls import path

from canyou.faces.web.views.account import account_home

urlpatterns = [
    path("", account_home, name="account_home"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("closed/", account.signup, name="account_signup"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("code/", mfa.index, name="mfa_index"),
    path("code/enter/", mfa.authenticate, name="mfa_authenticate"),
    path("code/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("code/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("code/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("code/spare/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("code/spare/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("code/spare/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("company/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("company/error/", social.login_error, name="socialaccount_login_error"),
    path("company/unknown/", social.signup, name="socialaccount_signup"),
    path("company/", account_home, name="socialaccount_connections"),
    *oidc,
]
