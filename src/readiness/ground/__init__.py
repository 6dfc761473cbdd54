"""What every other room stands on: errors, keys, fingerprints, the clock.

Holds nothing of ours: no launch, no rep, no rule. Refuses I/O and frameworks. Next room up: `readiness.domain`.
"""
