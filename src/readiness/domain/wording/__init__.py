"""What words say, whoever says them: generic claims, superlatives, figures.

Knows no launch and no document: text in, places in it out; English alone. Next room: `readiness.domain.definition`.
"""
