# Follows emulator_differences.py and emulator_inbox.py in one program. Runs MiniStack for as long as somebody holds our standard input open:
# however `callout local` ends, this ends too, and takes the functions it started (our process group) with it.
import os
import signal
import sys
import threading
import time

PATIENCE_SECONDS = 8


def stop_when_let_go():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=stop_when_let_go, daemon=True).start()
sys.argv = ["ministack"]

try:
    from ministack.app import main

    even_out()
    # The functions inherit the environment; this is not theirs.
    deliver_to(os.environ.pop("INBOX"))
    main()
finally:
    sys.stderr.flush()
    os.killpg(0, signal.SIGKILL)
