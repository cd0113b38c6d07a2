"""Letters that the policy has a stage write: drafted from the case, in the family's language, resting on its stage."""
