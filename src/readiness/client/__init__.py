"""A client of the API for programs and for our own tests: `Client` and `Problem`.

Knows the wire and nothing else of ours: what comes back is plain JSON. Copy it, or install the package and import it.
"""

from readiness.client.client import Answer, Client
from readiness.client.problem import Problem, ProblemLine

__all__ = ["Answer", "Client", "Problem", "ProblemLine"]
