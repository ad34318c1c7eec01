"""Checking a file without an account; nothing of it is kept."""
