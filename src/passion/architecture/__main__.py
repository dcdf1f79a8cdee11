"""``python -m passion.architecture``: write the picture of the parts anew."""

from __future__ import annotations

from passion import paths
from passion.architecture.drawing import page

PLACE = paths.BOOK / "_static" / "architecture.html"

if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
    print(f"architecture: {PLACE.relative_to(paths.ROOT)}")
