"""The directory of services, referrals with their consents and versions, the log of shares, and copies of the local form."""

from schools.referrals.models.directory import Service
from schools.referrals.models.forms import AttendCopy
from schools.referrals.models.referrals import Consent, Referral, Version
from schools.referrals.models.shares import Share

__all__ = ["AttendCopy", "Consent", "Referral", "Service", "Share", "Version"]
