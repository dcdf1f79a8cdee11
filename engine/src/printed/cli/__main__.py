"""``python -m printed.cli``: the same as ``printed``."""

import sys

from printed.cli import main

sys.exit(main())
