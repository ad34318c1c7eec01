"""Talks about a submission: with its author, or among the desks only."""
