"""``python -m printed.book book`` or ``refresh``, in the folder of a book or with its name."""

from __future__ import annotations

import sys

from printed.book import command, private

if __name__ == "__main__":
    sys.exit(command.main(find_private=private.named))
