"""The terminal door: parse, call one action or report, show. One module a command; `main` loads only the one asked
for.
"""
