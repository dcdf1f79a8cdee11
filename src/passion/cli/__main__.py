"""``python -m passion.cli``: the same as ``passion``."""

import sys

from passion.cli import main

sys.exit(main())
