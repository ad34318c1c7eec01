"""Tests of the rules of judgement: plain values in, plain values out."""
