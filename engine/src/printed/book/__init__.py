"""The runner behind ``make book`` and ``make refresh``.

Four steps, one module each: `inputs` says by a hash what a page depends on, `execute` runs the
notebooks of the table of contents and keeps their executed copies by that hash, `render` hands a
fresh stage to Jupyter Book, `publish` switches the book to a clean result. A failure or a kill at
any point leaves the last good book where it was.
"""
