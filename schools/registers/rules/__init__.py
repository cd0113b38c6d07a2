"""What a mark means and what marks add up to: codes by date, totals, thresholds on integers, rolling windows."""
