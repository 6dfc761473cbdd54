"""Open Badges 3.0 credentials: what one says, how it is signed and read, whose key, and whether it still counts.

Next room: the gate, which asks nothing of these.
"""
