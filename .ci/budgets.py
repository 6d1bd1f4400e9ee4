"""Prints size and start-up time of each function as built for Lambda, and fails where a zip is over its budget.

Start-up is from the start of the process to its first request for an event, against a stand-in for Lambda's runtime
API. It depends on the machine, so it is compared with that of a function that does nothing; above its budget it is
flagged, and fails nothing.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST_ZIP = 6 * 1024 * 1024
EMPTY = "empty-function"
SLOWEST_RATIO = 1.8
RUNS = 21
PATIENCE_SECONDS = 10


def settings():
    """Every setting that the template gives to any function, with a value that leads nowhere."""
    names = re.findall(r"^ +([A-Z][A-Z_]+): ", (ROOT / "infra/template.yaml").read_text(), re.MULTILINE)
    return {name: "http://127.0.0.1:1/none/" if name.endswith("_URL") else "none" for name in names}


def environment(address):
    return {
        **settings(),
        "RUST_LOG": "info",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": "measured",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_STREAM_NAME": "none",
        "AWS_LAMBDA_LOG_GROUP_NAME": "none",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }


def start_ms(binary):
    """Milliseconds from starting the binary to its first poll."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_SECONDS)
        env = environment(f"127.0.0.1:{server.getsockname()[1]}")
        began = time.perf_counter()
        process = subprocess.Popen([binary], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            connection, _ = server.accept()
            with connection:
                request = b""
                while b"/2018-06-01/runtime/invocation/next" not in request:
                    received = connection.recv(4096)
                    if not received:
                        raise ConnectionError("it hung up before asking for an event")
                    request += received
                return (time.perf_counter() - began) * 1000
        except OSError as error:
            process.kill()
            said = process.stderr.read().decode(errors="replace")
            raise SystemExit(f"{binary} did not start: {error}\n{said}") from error
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def measure(function, folder):
    package = ROOT / "target/lambda" / function / "bootstrap.zip"
    with zipfile.ZipFile(package) as archive:
        binary = archive.extract("bootstrap", Path(folder) / function)
    os.chmod(binary, 0o755)
    return package.stat().st_size, statistics.median(start_ms(binary) for _ in range(RUNS))


def main():
    too_large = []
    print(f"{'function':<22}{'zip':>10}   {'start to first poll (median of ' + str(RUNS) + ')'}")
    with tempfile.TemporaryDirectory() as folder:
        size, empty = measure(EMPTY, folder)
        print(f"{EMPTY:<22}{size / 1024 / 1024:>6.2f} MiB   {empty:.2f} ms")
        for function in sys.argv[1:]:
            size, start = measure(function, folder)
            ratio = start / empty
            late = "" if ratio <= SLOWEST_RATIO else f"  above the budget of {SLOWEST_RATIO}"
            print(f"{function:<22}{size / 1024 / 1024:>6.2f} MiB   {start:.2f} ms, {ratio:.2f} times the empty function{late}")
            if size > LARGEST_ZIP:
                too_large.append(function)
    if too_large:
        raise SystemExit(f"above the budget of {LARGEST_ZIP / 1024 / 1024:.0f} MiB: {', '.join(too_large)}")


if __name__ == "__main__":
    main()
