"""What the law asks a school to tell its authority: detected, drafted, checked, approved, recorded as sent."""
