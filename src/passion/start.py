"""Where the ``passion`` command begins."""

from functools import partial

from printed import start

main = partial(start.main, "passion", "passion.cli")
