"""Moderation: the desks of the internal expert, МОЦ and РМЦ; remarks; tracking."""
