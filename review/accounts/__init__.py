"""Accounts: signing in, invitations, hats, one's own settings."""
