"""The engine as the judge of what the check lets through: it calls no server, and does not die."""

import subprocess
import sys
from typing import Literal

from pyoxigraph import NamedNode, Quad, QueryBoolean, Store

Verb = Literal["query", "update"]

# The command runs in the main thread, mostly of 8 MB; a thread of the server has more.
THREAD = """
import sys, threading, pyoxigraph
text, done = sys.stdin.read(), []
threading.stack_size(8 * 1024 * 1024)
running = threading.Thread(target=lambda: done.append(pyoxigraph.Store().{verb}(text)))
running.start()
running.join()
sys.exit(len(done) != 1)
"""


def store() -> Store:
    """A store with one triple."""
    made = Store()
    made.add(Quad(NamedNode("a:s"), NamedNode("a:p"), NamedNode("a:o")))
    return made


def calls(verb: Verb, text: str) -> bool:
    """Whether the engine would call a server.

    It refuses port 1 without opening a connection, and complains about a service without a name, so that a
    call is seen and never made.
    """
    try:
        if verb == "update":
            store().update(text)
        elif not isinstance(result := store().query(text), QueryBoolean):
            list(result)
    except OSError:
        return True
    except RuntimeError as error:
        return "service" in str(error)
    except (SyntaxError, ValueError):
        return False
    return False


def runs(verb: Verb, text: str) -> bool:
    """Whether the engine carries a text out on the stack of a thread, without dying of it or failing."""
    script = THREAD.replace("{verb}", verb)
    run = subprocess.run([sys.executable, "-c", script], input=text, text=True, check=False)
    return run.returncode == 0
