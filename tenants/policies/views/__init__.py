"""A trust's policy on its pages: reading it, writing the next version part by part, approving it."""
