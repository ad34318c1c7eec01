"""Readers that turn a teacher's file into one canonical text model."""
