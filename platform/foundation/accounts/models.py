"""People and the proofs of who they are: identity, which no school's, trust's or authority's role may read."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower, Now

from foundation.database.functions import uuid_key


class PersonManager(BaseUserManager["Person"]):
    """Finds people by email, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, *, name: str, password: str | None = None) -> "Person":
        """A person who may sign in once they have a membership somewhere."""
        person = self.model(email=self.normalize_email(email).lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in. No staff or superuser flags: what they may do comes from memberships alone."""

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="person_email_unique"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """One browser signed in on one host.

    It belongs to that host: the middleware refuses its cookie anywhere else. Ending a person's work deletes their rows,
    so disabling somebody takes effect on their next request.
    """

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT, INSERT, UPDATE, DELETE"}

    host = models.CharField(max_length=253)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(null=True, help_text="When the person signed in or arrived; null before that.")
    sign_in = models.UUIDField(null=True, db_index=True, help_text="The same for all that one sign-in was handed to.")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from foundation.accounts.sessions import SessionStore  # noqa: PLC0415 - the store is made of this model

        return SessionStore


class Invitation(models.Model):
    """A one-time link by which an invited person chooses a password. What they may do was granted beforehand."""

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class HandOver(models.Model):
    """A one-time code that carries a signed-in person from the id host to one other host, in one browser, within 60 s.

    `path` is where they wanted to go there; `carries` what the session there takes over (`sessions.CARRIED`).
    """

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT, INSERT, UPDATE, DELETE"}

    id = uuid_key()
    code_hash = models.BinaryField(max_length=32, unique=True)
    nonce_hash = models.BinaryField(max_length=32)
    host = models.CharField(max_length=253)
    path = models.CharField(max_length=2000)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    carries = models.JSONField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"hand-over to {self.host}"
