"""The entry of ``python -m passion.build``."""

import sys

from passion.build.command import main

if __name__ == "__main__":
    sys.exit(main())
