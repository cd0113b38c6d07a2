"""A trust's draft of its policy, tried by each of its schools on days that are past."""
