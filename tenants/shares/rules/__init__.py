"""What a share may hold, how it moves, and by what an authority's ledger knows a child: plain functions and values."""
