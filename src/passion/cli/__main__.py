"""``python -m passion.cli`` is the command too, where it is not on the path."""

import sys

from passion.cli import main

sys.exit(main())
