"""The pages of cases, one gate each."""
