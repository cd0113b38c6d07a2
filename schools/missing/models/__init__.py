"""What is held of a child who cannot be found, of home education, of a removal from the roll, and of coming back."""

from schools.missing.models.coming_back import ComingBack, Step
from schools.missing.models.home_education import Consent, HomeEducation
from schools.missing.models.removals import Evidence, Removal
from schools.missing.models.searches import Enquiry, Search

__all__ = ["ComingBack", "Consent", "Enquiry", "Evidence", "HomeEducation", "Removal", "Search", "Step"]
