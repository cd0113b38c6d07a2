"""What pages show of missing children, of home education and of leaving."""
