"""Any document held against the message of a launch: what it claims, in what order, with which figures and names.

Text in, findings out: reading files is the adapters' business, and what words say is `readiness.domain.wording`'s.
English alone. Next room: `readiness.domain.plan`.
"""
