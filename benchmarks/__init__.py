"""Measurements of the house, run by hand or by `make bench`; never timed tests."""
