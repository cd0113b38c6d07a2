"""What people do about the staff list: contact details and duties."""
