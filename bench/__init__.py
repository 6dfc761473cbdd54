"""Measured figures, as tables; never a test. `make bench`, or one of them: python -m bench.gate"""
