"""The ledger: every table of the product; no decisions and no upward questions."""
