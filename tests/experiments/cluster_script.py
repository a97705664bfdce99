"""Two nodes of Ray on one machine, of which one is killed while a sweep runs on both.

Run by a test in a process of its own: ``cluster_script.py EXPERIMENT FOLDER``. Prints the number of
nodes that were lost before the sweep ended.
"""

import subprocess
import sys
import threading
import time
from pathlib import Path

from ray.cluster_utils import Cluster

from tests.experiments.commands import line_of


def main(experiment: str, folder: str) -> int:
    """Start, sweep, kill, wait; the code of the sweep."""
    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False},
    )
    second = cluster.add_node(num_cpus=1)
    command = line_of("sweep", experiment, "--out", folder, "--address", cluster.address)
    sweep = subprocess.Popen(command)

    def kill_when_some_are_there() -> None:
        while len(list(Path(folder, "runs").glob("part-*.parquet"))) < 3:
            if sweep.poll() is not None:
                return
            time.sleep(0.02)
        cluster.remove_node(second, allow_graceful=False)
        sys.stdout.write(f"lost while running: {sweep.poll() is None}\n")
        sys.stdout.flush()

    killer = threading.Thread(target=kill_when_some_are_there)
    killer.start()
    code = sweep.wait()
    killer.join()
    cluster.shutdown()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
