"""Make `.venv` with the locked dependencies; needs only Python's own library."""

import glob
import importlib.util
import os
import shutil
import subprocess
import sys

INSTALLER = "uv==0.13.9"
FOLDER = ".venv"
PYTHON = os.path.join(FOLDER, "bin", "python")
UV = os.path.join(FOLDER, "bin", "uv")
LIST = os.path.join(FOLDER, "requirements.txt")


def main() -> int:
    """Create or complete the environment; the exit code of the first step that fails."""
    try:
        make_venv()
        install_uv()
        install_locked()
    except subprocess.CalledProcessError as error:
        return fail(f"this command failed: {' '.join(error.cmd)}")
    except RuntimeError as error:
        return fail(str(error))
    return 0


def make_venv() -> None:
    """Create the folder, without pip when the system split ensurepip off.

    One without the installer was left half made, and is made anew.
    """
    if os.path.exists(UV):
        return
    if importlib.util.find_spec("venv") is None:
        raise RuntimeError(f"this Python cannot make virtual environments: {how_to_get_venv()}")
    say("making .venv ...")
    shutil.rmtree(FOLDER, ignore_errors=True)
    options = [] if has_ensurepip() else ["--without-pip"]
    run([sys.executable, "-m", "venv", *options, FOLDER])


def install_uv() -> None:
    """Put the pinned installer into the environment."""
    if os.path.exists(UV):
        return
    say("installing the installer ...")
    pip("install", INSTALLER)


def install_locked() -> None:
    """Install exactly what the lock file says; fast when nothing changed."""
    say("installing the locked dependencies ...")
    command = [UV, "sync", "--frozen", "--quiet", "--compile-bytecode", "--python", PYTHON]
    try:
        run(command)
    except subprocess.CalledProcessError:
        say("that failed; trying again with this system's certificates ...")
    else:
        return
    try:
        run([*command, "--system-certs"])
    except subprocess.CalledProcessError:
        say("that failed too; trying again with pip, which may know a mirror ...")
        install_locked_with_pip()


def install_locked_with_pip() -> None:
    """The same versions by way of pip, for networks where only pip is configured."""
    run([UV, "export", "--frozen", "--quiet", "--no-emit-workspace", "--output-file", LIST])
    pip("install", "--require-hashes", "--requirement", LIST)
    own = [".", *sorted(glob.glob("plugins/*/"))]
    pip("install", "--no-deps", *(f"--editable={folder}" for folder in own))


def pip(command: str, *arguments: str) -> None:
    """Run the environment's pip, or this Python's own on its behalf when it has none."""
    options = [command, "--quiet", "--disable-pip-version-check", *arguments]
    if has_ensurepip():
        run([PYTHON, "-m", "pip", *options])
    elif importlib.util.find_spec("pip") is not None:
        run([sys.executable, "-m", "pip", "--python", PYTHON, *options])
    else:
        raise RuntimeError(f"this Python has neither ensurepip nor pip: {how_to_get_venv()}")


def has_ensurepip() -> bool:
    """Whether a new environment can be given its own pip."""
    return importlib.util.find_spec("ensurepip") is not None


def how_to_get_venv() -> str:
    """What to install where the system splits Python into packages."""
    major, minor = sys.version_info[:2]
    return f"on Debian or Ubuntu install the package python{major}.{minor}-venv"


def run(command: list[str]) -> None:
    """Run one step with this folder's own environment, not one that happens to be active."""
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    environment["UV_PROJECT_ENVIRONMENT"] = FOLDER
    subprocess.run(command, check=True, env=environment)


def say(text: str) -> None:
    """Tell what takes time."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fail(text: str) -> int:
    """Report the reason in one line."""
    sys.stderr.write(f"cannot prepare .venv: {text}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
