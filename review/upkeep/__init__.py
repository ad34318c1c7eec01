"""Keeping an installation well: background chores, the doctor, backup and restore."""
