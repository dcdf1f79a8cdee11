"""What all evidence starts from: the register, and the records where somebody has them."""

from __future__ import annotations

from dataclasses import dataclass

from passion.claims import Claim, Register
from passion.evidence.wording import wording
from passion.records import Records


@dataclass(frozen=True)
class Base:
    """The register and, where somebody has them, the children's records."""

    register: Register
    records: Records | None = None

    def _total(self, claim: Claim) -> int:
        """The children whom a claim's group holds, all of them assessed."""
        return self.size(claim.group) if self.records is not None else self._printed(claim.group)

    def size(self, group: str) -> int:
        """The children of a cohort, as printed or as in the records."""
        if self.records is not None:
            return self.records.size(group)
        return self._printed(group)

    def _printed(self, group: str) -> int:
        """The size of a group as printed."""
        size = self.register.size(group)
        assert size is not None  # the register refuses a size that is no number
        return size

    def words(self, key: str, **values: str) -> str:
        """How a page says where a set comes from; see `passion.evidence.wording`."""
        return wording(key, self.records is not None, **values)
