"""The customers. These rows live in `public`, hold nothing about any pupil, and are read in the identity transaction."""

from typing import Any, ClassVar, Final

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django_tenants.models import DomainMixin, TenantMixin

from foundation.database.functions import uuid_key

slug_validator = RegexValidator(r"^[a-z][a-z0-9-]{1,29}[a-z0-9]\Z", "Use 3 to 31 small letters, digits and hyphens.")


#: What a trust owes its schools when one of them is made, renamed or leaves: to be told which others there are.
SCHOOLS_CHANGED: Final = "trust.schools"


class Trust(models.Model):
    """A multi-academy trust. Another trust's work does not see it."""

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT", "trust": "SELECT"}
    row_security: ClassVar[dict[str, str]] = {"trust": "id"}
    directory: ClassVar[bool] = True

    id = uuid_key()
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=31, unique=True, validators=[slug_validator])
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class LocalAuthority(models.Model):
    """A local authority: its officers see only what schools share with them."""

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT"}

    id = uuid_key()
    code = models.CharField(max_length=3, unique=True, help_text="The three-digit code that begins a LAESTAB.")
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=31, unique=True, validators=[slug_validator])

    def __str__(self) -> str:
        return self.name


class Phase(models.TextChoices):
    """Phase of education: comparisons never cross it."""

    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"


class School(TenantMixin):
    """A school, which is the tenant: its rows live in `schema_name` and its role may reach nothing else.

    Schemas are made by `tenants.trusts.provisioning`; django-tenants' own creation and cloning are never used.
    """

    auto_create_schema = False
    auto_drop_schema = False

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT", "trust": "SELECT"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}
    directory: ClassVar[bool] = True

    id = uuid_key()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="schools")
    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=31, unique=True, validators=[slug_validator])
    phase = models.CharField(max_length=10, choices=Phase.choices)
    urn = models.CharField(max_length=6, unique=True, help_text="Unique reference number, six digits.")
    laestab = models.CharField(max_length=7, unique=True, help_text="LA code and establishment number, seven digits.")
    theme = models.CharField(max_length=20, help_text="Hue and edge that tell this school from its neighbours.")
    asks_teachers = models.BooleanField(
        default=True, help_text="Whether class teachers prove a second factor here, as everybody else does."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(schema_name__regex=r"^s_[0-9a-f]{32}$"), name="school_schema_name_form"
            ),
            models.CheckConstraint(condition=models.Q(laestab__regex=r"^[0-9]{7}$"), name="school_laestab_form"),
            models.CheckConstraint(condition=models.Q(urn__regex=r"^[0-9]{6}$"), name="school_urn_form"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row alone. TenantMixin's own save would look for a chosen schema and could create one."""
        models.Model.save(self, *args, **kwargs)

    def create_schema(self, *_args: Any, **_kwargs: Any) -> bool:
        message = "Schools are made by tenants.trusts.provisioning.provision()."
        raise RuntimeError(message)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: TenantMixin's own could drop the schema with all that is in it."""
        message = "Rollcall never deletes a school."
        raise RuntimeError(message)


class Host(DomainMixin):
    """A host name and the one place it opens."""

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT"}

    id = uuid_key()
    # django-tenants' own field, which here is empty for the host of a trust or an authority.
    tenant = models.ForeignKey(  # type: ignore[assignment]
        School, null=True, on_delete=models.CASCADE, related_name="domains", db_column="school_id"
    )
    trust = models.ForeignKey(Trust, null=True, on_delete=models.CASCADE, related_name="hosts")
    authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.CASCADE, related_name="hosts")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(tenant__isnull=False, trust__isnull=True, authority__isnull=True)
                | models.Q(tenant__isnull=True, trust__isnull=False, authority__isnull=True)
                | models.Q(tenant__isnull=True, trust__isnull=True, authority__isnull=False),
                name="host_opens_one_place",
            ),
        ]

    def __str__(self) -> str:
        return str(self.domain)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row alone; DomainMixin's save would query for the primary host of a missing school."""
        models.Model.save(self, *args, **kwargs)


class Blueprint(models.Model):
    """DDL of a new school, recorded once from the migrations with this hash and replayed for each school."""

    grants: ClassVar[dict[str, str]] = {}

    migrations_hash = models.CharField(primary_key=True, max_length=64)
    statements = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"blueprint {self.migrations_hash[:12]}"
