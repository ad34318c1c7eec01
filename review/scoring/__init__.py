"""Scoring: panels of experts, score sheets, verdicts."""
