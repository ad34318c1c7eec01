"""Checks of a programme's text: one small function each, in a registry."""
