"""People: who can sign in, what each may in which shop, and the tokens that speak for them over HTTP."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from canyou.floor.models import FloorShop


class UserManager(BaseUserManager["User"]):
    """Makes and finds people by e-mail address, whatever its case."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **more: Any) -> User:
        """A person who can sign in once a password is set; without one nobody can as them."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person, known by e-mail address. What they may stands in their memberships of shops."""

    email = models.EmailField(max_length=254, unique=True)
    """In lower case."""
    name = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def called(self) -> str:
        """The name, or what there is of one."""
        return self.name or self.email.partition("@")[0]


class Member(models.Model):
    """A person in a shop: side, role, and how to reach them when the screen is the wrong place."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    person = models.TextField(blank=True)
    """Their short name in people.csv; empty where they are not in it."""
    side = models.CharField(max_length=16)
    role = models.CharField(max_length=16)
    title = models.TextField(blank=True)
    extension = models.TextField(blank=True)
    """Where to call them."""
    hours = models.TextField(blank=True)
    """When they are there, as `hours.parse_hours` reads it."""
    cover = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="covers")
    """Who stands in for them outside their hours and while they are away."""
    away_until_at = models.BigIntegerField(null=True)
    """Until when they are away; null: they are not."""
    wants_mail = models.CharField(max_length=16, default="all")
    """all, pressing or none: see `mailing.WANTS`."""
    mailed_at = models.BigIntegerField(null=True)
    """When an e-mail was last written to them."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "user"], name="desk_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.shop_id}"

    @property
    def called(self) -> str:
        """Their name."""
        return self.user.called


class Token(models.Model):
    """Speaks for a member over HTTP. Only its digest is kept: it is shown once."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="tokens")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token: it is long and random, so nothing slower is needed."""
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    """When it was last used, to the hour."""

    def __str__(self) -> str:
        return f"token {self.pk} of {self.member_id}"
