"""Rubrics written in the browser: drafts, their faults, trials on old sheets, publishing."""
