"""What the comparison asks of what schools have published. All run as the trust; none reaches a school's tables."""
