"""Everything that proves the product: one folder per floor, one file per subject."""
