"""The stage engine: what a pupil's marks come to under the policy, decided, answered by a person, and kept for ever."""
