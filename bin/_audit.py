"""Asks whether any locked package has a known vulnerability.

An advisory service that cannot be reached, or does not know a package, is reported and forgiven;
a vulnerability, or an audit that fails for another reason, is not.
"""

import json
import subprocess
import sys
from typing import Any

UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "Max retries exceeded",
    "SSLError",
)


def main(locks: list[str]) -> int:
    files = [word for lock in locks for word in ("--requirement", lock)]
    options = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", *options, "--timeout", "15", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = _report(done.stdout)
    if report is None:
        if any(sign in done.stderr for sign in UNREACHABLE):
            print("not audited: the advisory service cannot be reached from here")
            return 0
        print(done.stderr)
        return 1
    unknown = [package["name"] for package in report if "skip_reason" in package]
    if unknown:
        print(f"not audited: the advisory service does not know {len(unknown)} of {len(report)} packages")
    for package in report:
        for one in package.get("vulns", []):
            mended = ", ".join(one["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {one['id']}, mended in {mended}")
    return done.returncode


def _report(text: str) -> list[dict[str, Any]] | None:
    """What the audit found, package by package; None where it did not get that far."""
    try:
        return list(json.loads(text)["dependencies"])
    except (ValueError, KeyError):
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
