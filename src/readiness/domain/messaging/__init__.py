"""The message as a whole: claims, proof, and where the product stands against each competitor.

Pure questions asked of a definition. Refuses judgement with codes and levels: that is `readiness.domain.checks`. Next
room: `readiness.domain.tasks`.
"""
