"""Leads judged by the criteria that marketing and sales agreed on, and where sales judges otherwise.

Pure: lists come in as bytes, and nothing of anybody in them is kept.
"""
