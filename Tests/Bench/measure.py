"""Measures holdfast as whole processes on the workloads of workload.py and prints a table beside the floor of floor.c.

usage: measure.py HOLDFAST FLOOR DIRECTORY RUNS HOST-POLICY SIMULATOR

Every figure is the median of RUNS runs after one that is not counted; program and floor take turns. A run that ends with
another exit status than it must is an error: a wrong answer has no speed.
"""

import contextlib
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time

HOLDFAST, FLOOR, DIRECTORY, RUNS, HOST_POLICY, SIMULATOR = *sys.argv[1:4], int(sys.argv[4]), *sys.argv[5:7]
COUNTS = [100, 1_000, 10_000]
LARGEST = COUNTS[-1]
SMALLEST = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
over = []


class Run:
    """One process: wall time and processor time in milliseconds, largest resident size in MB.

    Linux counts for a process also what the one that started it held before the exec: below SMALLEST nothing is known.
    """

    def __init__(self, arguments, expected):
        output = os.open(f"{DIRECTORY}/output", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        actions = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
        start = time.perf_counter()
        pid = os.posix_spawn(HOLDFAST, [HOLDFAST, *arguments], os.environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        self.wall = (time.perf_counter() - start) * 1e3
        self.processor = (usage.ru_utime + usage.ru_stime) * 1e3
        self.memory = usage.ru_maxrss / 1024
        if os.waitstatus_to_exitcode(status) != expected:
            told = os.pread(output, 2000, 0).decode(errors="replace")
            sys.exit(f"bench: `holdfast {' '.join(arguments)}` ended with {status >> 8}, not {expected}:\n{told}")
        os.close(output)


def floor(*arguments):
    """What the floor says of itself, in milliseconds."""
    return int(subprocess.run([FLOOR, *arguments], check=True, capture_output=True).stdout) / 1e3


def medians(action, runs=RUNS):
    """The median of every position of what `action` returns."""
    action()
    return [statistics.median(column) for column in zip(*(action() for _ in range(runs)))]


def figures(run):
    return run.wall, run.processor, run.memory


def row(name, wall, processor=None, memory=None, beside="", target="", met=None):
    def cell(value, format, width):
        return (format.format(value) if value is not None else "").rjust(width)

    mark = "" if met is None else "  reached" if met else "  NOT REACHED"
    if met is False:
        over.append(name)
    print(
        f"{name:<40}{cell(wall, '{:.1f} ms', 12)}{cell(processor, '{:.1f} ms', 12)}{cell(memory, '{:.0f} MB' if (memory or 0) > SMALLEST + 1 else '<{:.0f} MB', 9)}"
        f"  {beside:<40}{target}{mark}",
        flush=True,
    )


def on(count, root, *arguments):
    place = f"{DIRECTORY}/{count}"
    return [arguments[0], f"{place}/policy.yaml", "--root", f"{place}/{root}", "--state-dir", f"{place}/state", *arguments[1:]]


def start_up():
    wall, processor, memory = medians(lambda: figures(Run(["--version"], 0)), RUNS * 3)
    row("start-up (--version)", wall, processor, memory, target="≤ 6 ms", met=wall <= 6)
    return wall


def validate():
    """Returns how long validation takes for each count: what a check spends before it looks."""
    times = {}
    started = None
    for count in [1, *COUNTS]:
        policy = f"{DIRECTORY}/{count}/policy.yaml"
        wall, processor, memory, parse = medians(
            lambda: (*figures(Run(["validate", policy], 0)), floor("parse", policy)))
        megabytes = os.path.getsize(policy) / 1e6
        if started is None:
            # Start-up and the command line: what any policy takes, however small.
            started = wall
            row("validate 1 control", wall, processor, memory)
            continue
        times[count] = wall
        each = (wall - started) / megabytes
        judged = {"target": "≤ 12 ms per MB", "met": each <= 12} if count == LARGEST else {}
        row(f"validate {count:,} controls, {megabytes:.2f} MB", wall, processor, memory,
            f"{each:.1f} ms per MB; libyaml alone {parse / megabytes:.1f}", **judged)
    return times


def check(validated):
    for count in COUNTS:
        entries = f"{DIRECTORY}/{count}/full.list"
        wall, processor, memory, one, two = medians(
            lambda: (*figures(Run(on(count, "full", "check"), 0)), floor("look", entries, "1"), floor("look", entries, "2")))
        beside = f"C {one:.1f} ms, on two threads {two:.1f} ms"
        if count < LARGEST:
            row(f"check {count:,} files, converged", wall, processor, memory, beside)
            continue
        row(f"check {count:,} files, converged", wall, processor, memory, beside, "≤ 200 ms", wall <= 200)
        row("  its memory", None, None, memory, target="≤ 150 MB", met=memory <= 150)
        looks = wall - validated[count]
        row("  its looks (check − validate)", looks, beside=f"{looks / one:.2f} × C", target="≤ 1.5 ×", met=looks <= 1.5 * one)


def plan():
    each = {}
    for count in COUNTS:
        wall, processor, memory = medians(lambda: figures(Run(on(count, "bare", "plan", "--detailed-exitcode"), 2)))
        each[count] = wall * 1e3 / count
        judged = {}
        if count == LARGEST:
            ratio = each[count] / each[COUNTS[-2]]
            judged = {"target": f"linear: ≤ 1.3 × a control's time at {COUNTS[-2]:,}", "met": ratio <= 1.3}
        row(f"plan {count:,} files, from nothing", wall, processor, memory, f"{each[count]:.1f} µs a control", **judged)
    row(f"plan {LARGEST:,} files, a tenth drifted",
        *medians(lambda: figures(Run(on(LARGEST, "drifted", "plan", "--detailed-exitcode"), 2))))


def apply():
    """Every run, of the program and of the floor, writes into a fresh copy.

    Used copies are put aside, not removed: ext4 does not use an inode again within minutes of its removal and searches past
    every such inode for each new file, which makes the next 10,000 files cost seconds.
    """
    place = f"{DIRECTORY}/{LARGEST}"
    numbers = itertools.count()

    def fresh():
        number = next(numbers)
        for name in ["target", "state"]:
            if os.path.exists(f"{place}/{name}"):
                os.rename(f"{place}/{name}", f"{place}/{name}.{number}")
        shutil.copytree(f"{place}/bare", f"{place}/target")
        os.sync()

    def once():
        times = []
        for mode in ["grouped", "single"]:
            fresh()
            times.append(floor(mode, f"{place}/target.list"))
        fresh()
        return *figures(Run(on(LARGEST, "target", "apply", "--yes"), 0)), *times

    wall, processor, memory, grouped, single = medians(once, max(3, RUNS // 2))
    row(f"apply {LARGEST:,} files, from nothing", wall, processor, memory,
        f"C grouped {grouped:.0f} ms, one by one {single:.0f} ms", "≤ 2 × grouped", wall <= 2 * grouped)


def host_baseline():
    """The shipped baseline on a copy of this machine's /etc, applied before it is measured."""
    root = ["--trust-policy", "--root", f"{DIRECTORY}/debian", "--state-dir", f"{DIRECTORY}/debian-state"]
    Run(["apply", HOST_POLICY, *root, "--yes"], 0)
    row("check the host baseline, converged", *medians(lambda: figures(Run(["check", HOST_POLICY, *root], 0))))


@contextlib.contextmanager
def octopus(*options):
    """An embedded Octopus Server on loopback; gives what a checkup of it with a key is called with."""
    place = f"{DIRECTORY}/octopus"
    shutil.rmtree(place, ignore_errors=True)
    os.mkdir(place)
    files = ["--port-file", f"{place}/port", "--https-port", "0", "--https-port-file", f"{place}/https-port",
             "--keys-file", f"{place}/keys", "--authority-file", f"{place}/ca.pem"]
    server = subprocess.Popen([SIMULATOR, "serve", *files, *options], stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if all(os.path.exists(f"{place}/{name}") for name in ["port", "https-port", "keys", "ca.pem"]):
                break
            time.sleep(0.05)
        time.sleep(0.2)
        keys = dict(line.split() for line in open(f"{place}/keys"))
        with os.fdopen(os.open(f"{place}/key", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(keys["admin"])
        port = open(f"{place}/https-port").read().strip()
        yield ["checkup", f"https://localhost:{port}", "--ca", f"{place}/ca.pem", "--api-key-file", f"{place}/key"]
    finally:
        server.terminate()
        server.wait()


def requests(arguments):
    """What such a checkup sends: bounded, whatever the server holds."""
    told = subprocess.run([HOLDFAST, *arguments, "--format", "json"], capture_output=True, check=False).stdout
    remote = json.loads(told)["remote"]
    sent = ", ".join(f"{one['count']} {one['verb']}" for one in remote["requests"])
    return f"sent {sent} of {remote['budget']}"


def checkup():
    """The bundled checkup with a key: of a server as it was just installed, and of a large one."""
    with octopus() as arguments:
        keyless = [*arguments[:4], "--keyless"]
        row("checkup without a key", *medians(lambda: figures(Run(keyless, 2))))
        wall, processor, memory = medians(lambda: figures(Run(arguments, 2)))
        row("checkup with a key", wall, processor, memory, requests(arguments), "≤ 300 ms", wall <= 300)
    # One that limits no requests: others are asked for the keys of 170 users a minute.
    with octopus("--version", "2023.4", "--workers", "500", "--users", "1000") as arguments:
        wall, processor, memory = medians(lambda: figures(Run(arguments, 2)), max(3, RUNS // 2))
        row("checkup, 500 workers and 1,000 users", wall, processor, memory, requests(arguments),
            "≤ 100 MB", memory <= 100)


print(f"{'median of ' + str(RUNS):<40}{'wall':>12}{'processor':>12}{'memory':>9}  {'beside it':<40}target")
start_up()
check(validate())
host_baseline()
plan()
apply()
checkup()
print(f"bench: not reached: {', '.join(name.strip() for name in over)}" if over else "bench: every target is reached")
