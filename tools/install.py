"""Make the virtual environment and install the playground's requirements into it.

    python3 tools/install.py [--venv .venv] [--dev]

`make` calls this when a requirements file is newer than the stamp that the last installation left.
It needs nothing but the standard library, and it keeps to syntax that older interpreters can read,
so that it can tell their users in a plain sentence which Python is needed.

Three things happen here that a bare `pip install -r` would not do:

* A machine without an NVIDIA driver gets PyTorch's CPU build, where that can be had. On Linux the
  build on PyPI carries several gigabytes of CUDA libraries. If PyTorch's own index of CPU builds
  answers within `PROBE_SECONDS`, pip may take packages from there as well; a version's `+cpu` build
  then counts as newer than the plain one. If it does not answer, the default build is installed,
  which works without a GPU too.
* A stamp is written only after everything went through. It holds a digest of the requirements, so
  files that are merely newer (after a `git checkout`, say) do not call pip again.
* A virtual environment that is broken, or was left half made, is made anew.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

OLDEST_PYTHON = (3, 11)
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PROBE_SECONDS = 3.0
PROJECT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ("requirements.txt",)
DEV_REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
STAMP = ".installed"
DEV_STAMP = ".installed-dev"


def say(message: str) -> None:
    """Print one sentence at once, before any output of a program started next."""
    print(message, flush=True)


def dotted(version: tuple) -> str:
    """Write a version tuple as text, `(3, 11)` as `3.11`."""
    return ".".join(str(part) for part in version)


def digest(names: tuple) -> str:
    """Return a digest of the requirement files `names`, which changes whenever their text does."""
    sha = hashlib.sha256()
    for name in names:
        sha.update((PROJECT / name).read_bytes())
    return sha.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    """Tell whether `stamp` records an installation of the requirements with digest `wanted`."""
    try:
        return stamp.read_text().strip() == wanted
    except OSError:
        return False


def write_stamp(stamp: Path, wanted: str) -> None:
    """Write `stamp` in one step, so that an interruption cannot leave half of it."""
    unfinished = stamp.with_name(stamp.name + ".unfinished")
    unfinished.write_text(wanted + "\n")
    unfinished.replace(stamp)


def has_nvidia_driver() -> bool:
    """Tell whether `nvidia-smi` is there and finds a working driver."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    try:
        finished = subprocess.run(
            [program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


def answers(url: str, seconds: float) -> bool:
    """Tell whether `url` can be read within `seconds`, the look-up of its host name included.

    A time-out given to urllib does not cover that look-up, hence the thread.
    """
    reached = []

    def probe() -> None:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as response:
                reached.append(response.status == 200)
        except (OSError, ValueError):
            reached.append(False)

    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(seconds)
    return reached == [True]


def index_options() -> list:
    """Decide which build of PyTorch pip shall take, say so, and return the options for pip."""
    if platform.system() != "Linux":
        return []
    if has_nvidia_driver():
        say("An NVIDIA driver is present: taking PyTorch with CUDA.")
        return []
    # A package's own page, because it is small; pip asks for the same page next.
    if answers(CPU_INDEX + "/torch/", PROBE_SECONDS):
        say("No NVIDIA driver was found: taking PyTorch's smaller CPU build.")
        return ["--extra-index-url", CPU_INDEX]
    say("No NVIDIA driver was found, but PyTorch's index of CPU builds does not answer:")
    say("taking the build that pip finds by itself, which works on a CPU too but may be larger.")
    return []


def works(python: Path) -> bool:
    """Tell whether `python` starts, is new enough and has pip."""
    code = "import pip, sys; sys.exit(sys.version_info < {})".format(OLDEST_PYTHON)  # noqa: UP032
    try:
        finished = subprocess.run(
            [str(python), "-c", code],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return finished.returncode == 0


def make_environment(venv: Path) -> Path:
    """Make the virtual environment `venv` unless a working one is there.

    Args:
        venv: The environment's folder. One that does not work is emptied first, but only if it is
            a virtual environment.

    Returns:
        The path of the environment's interpreter.

    Raises:
        SystemExit: If the environment cannot be made.
    """
    python = venv / ("Scripts" if os.name == "nt" else "bin") / "python"
    if works(python):
        return python
    try:
        import ensurepip  # noqa: F401
        import venv as _  # noqa: F401
    except ImportError:
        sys.exit(
            "This Python cannot make virtual environments, because its 'venv' module is missing.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv. Then run the command again."
        )
    if venv.exists() and not (venv / "pyvenv.cfg").exists() and any(venv.iterdir()):
        sys.exit(
            f"{venv} is not empty and is no virtual environment, so it is left alone.\n"
            "Choose another folder with VENV=..., or move that one away."
        )
    say(f"Making a virtual environment in {venv}.")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False)
    if made.returncode != 0:
        sys.exit(f"The virtual environment in {venv} could not be made; the lines above say why.")
    return python


def install(venv: Path, dev: bool) -> None:
    """Install the requirements into `venv` and stamp it, or leave no stamp at all.

    Args:
        venv: The environment's folder, made if it is missing.
        dev: Whether to install what testing, linting and benchmarking need as well.

    Raises:
        SystemExit: If pip fails.
    """
    python = make_environment(venv)
    stamps = {venv / STAMP: digest(REQUIREMENTS)}
    if dev:
        stamps[venv / DEV_STAMP] = digest(DEV_REQUIREMENTS)
    if not all(is_stamped(stamp, wanted) for stamp, wanted in stamps.items()):
        for name in (STAMP, DEV_STAMP):
            if (venv / name).exists():
                (venv / name).unlink()
        source = PROJECT / (DEV_REQUIREMENTS if dev else REQUIREMENTS)[-1]
        options = index_options()
        say(f"Installing {source.name}. The first time takes a few minutes.")
        command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *options]
        finished = subprocess.run([*command, "-r", str(source)], check=False)
        if finished.returncode != 0:
            sys.exit(
                "The installation did not go through; the lines above say why. If pip found no\n"
                f"version of torch for this Python ({platform.python_version()}), try another:\n"
                "make run PYTHON=python3.12 VENV=.venv-3.12"
            )
    for stamp, wanted in stamps.items():
        write_stamp(stamp, wanted)


def main() -> None:
    """Read the command line and install."""
    parser = argparse.ArgumentParser(description="Install the playground's requirements.")
    parser.add_argument("--venv", type=Path, default=PROJECT / ".venv", help="the environment")
    parser.add_argument("--dev", action="store_true", help="install requirements-dev.txt as well")
    arguments = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"The playground needs Python {dotted(OLDEST_PYTHON)} or newer, and this is "
            f"{platform.python_version()} ({sys.executable}).\n"
            "If you have a newer one, name it: make run PYTHON=python3.12"
        )
    try:
        install(arguments.venv, arguments.dev)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Run the command again to go on.")


if __name__ == "__main__":
    main()
