"""Rubrics as plain values: what is scored, how it sums, what verdict follows."""
