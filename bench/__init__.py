"""Measuring programs behind `./dev bench`; they are no part of the product."""
