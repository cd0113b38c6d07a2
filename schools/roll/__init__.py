"""Who is on roll: pupils, admissions and leaving grounds, registration groups and dated flags."""
