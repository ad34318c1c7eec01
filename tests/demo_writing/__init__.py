"""Tests of the demo programmes and of the lists of the demo season."""
