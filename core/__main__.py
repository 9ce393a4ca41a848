"""`python -m core`: the command line."""

import os
import sys

from core.computing import begin_again

if __name__ == "__main__":
    begin_again()
    from core.cli import main  # now, since it loads NumPy

    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    raise SystemExit(status)
