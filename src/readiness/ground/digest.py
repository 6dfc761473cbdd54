"""SHA-256 of short texts, without OpenSSL: `hashlib` loads all of it, a fortieth of what `readiness check` costs.

The standard library's own implementation, taken as its `random` takes it; `hashlib`'s where there is none. The digests
are the same; files, which are long, are `ground.fingerprint`'s, and that of OpenSSL is quicker at them.
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]  # Python 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from hashlib import sha256

__all__ = ["sha256"]
