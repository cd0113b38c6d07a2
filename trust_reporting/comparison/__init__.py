"""Schools of one trust side by side, like with like: same phase, same dates, pooled rates, published comparators."""
