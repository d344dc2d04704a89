"""Which Chromium the browser tests use. `python -m tests.browser.chromium` makes sure that there is one."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Browser, Playwright, sync_playwright

# The shell has no window to draw, and spares a fifth of the time (Debian: chromium-headless-shell).
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NONE_FOUND = (
    "There is no Chromium for the browser tests. Install one (on Debian: apt-get install chromium; elsewhere: "
    ".venv/bin/python -m playwright install chromium), or set CHROMIUM to its path."
)


def find_chromium(playwright: Playwright) -> str | None:
    """The path of the Chromium to use: $CHROMIUM, one on the PATH, or Playwright's own. None when there is none."""
    if chosen := os.environ.get("CHROMIUM"):
        if works(chosen):
            return chosen
        raise SystemExit(f"CHROMIUM is set to {chosen}, which does not start.")
    candidates = (*NAMES, playwright.chromium.executable_path)
    return next((path for path in map(shutil.which, candidates) if path and works(path)), None)


def works(path: str) -> bool:
    """Whether the program at `path` starts (Ubuntu's `chromium-browser` may only tell people to install a snap)."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


def launch_arguments() -> list[str]:
    """How Chromium is started: quiet, and unable to reach anything but this machine."""
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        # Text as wide as in a browser with a window; the shell rounds each letter to whole pixels.
        "--font-render-hinting=none",
        # A request to anywhere else is a failure (conftest.py); this keeps it from leaving the machine as well.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ]
    # Chromium's sandbox refuses to work for root.
    return ["--no-sandbox", *arguments] if os.geteuid() == 0 else arguments


def launch(playwright: Playwright, *more: str) -> Browser:
    """A headless Chromium, with `more` arguments. Ends with what to do where there is none."""
    path = find_chromium(playwright)
    if path is None:
        raise SystemExit(NONE_FOUND)
    # Playwright turns the sandbox off unless told otherwise; only root has to do without.
    sandbox = os.geteuid() != 0
    arguments = [*launch_arguments(), *more]
    return playwright.chromium.launch(executable_path=path, args=arguments, chromium_sandbox=sandbox)


def install() -> None:
    """Try to install Chromium, from Debian's packages when we may, else as Playwright does."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL)
        if shutil.which("chromium"):
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def main() -> None:
    """Find Chromium or install it; say what to do when neither works."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            print("No Chromium found: installing one for the browser tests …", flush=True)
            install()
            path = find_chromium(playwright)
    if path is None:
        sys.exit(NONE_FOUND)
    print(f"Browser tests use {path}")


if __name__ == "__main__":
    main()
