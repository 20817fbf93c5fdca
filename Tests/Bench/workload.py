"""Makes the workloads of the bench: a policy of `file` controls, a root that holds them, and the list for the floor.

usage: workload.py DIRECTORY COUNT

DIRECTORY/policy.yaml   COUNT controls with all that real ones carry
DIRECTORY/bare          a root with its accounts and directories, and none of the files
DIRECTORY/full          the same with every file as the policy wants it
DIRECTORY/drifted       the same with every tenth file's content changed
DIRECTORY/full.list     what floor.c reads to look at DIRECTORY/full
DIRECTORY/target.list   what floor.c reads to write the files into DIRECTORY/target, a copy of bare that the bench makes
"""

import os
import pwd
import shutil
import sys

FILES_PER_DIRECTORY = 100
FILES_PER_SECTION = 250

CONTROL = """\
    file-{number:05}:
      severity: {severity}
      title: Settings {number} of the service are the agreed ones
      why: Who can change this file decides what the service accepts from the network.
      references: [{{ standard: own-policy, id: B-{number} }}]
      file:
        path: {path}
        content: |
{content}
        mode: 0640
        owner: {owner}
        group: {group}
"""
MODE = 0o640
SEVERITIES = ["critical", "high", "medium", "low"]


def content_of(number):
    return (
        f"# settings {number:05}, kept by the policy\n"
        f"listen-address = 10.{number >> 8}.{number & 255}.1\n"
        "allow-anonymous = no\nlog-level = info\n"
    )


def path_of(number):
    return f"/etc/bench/{number // FILES_PER_DIRECTORY:04}/settings-{number:05}.conf"


def write_policy(name, count, owner):
    with open(name, "w") as policy:
        policy.write("holdfast: 1\npolicy: bench\ntitle: A bench of file controls\ncontrols:\n")
        for number in range(count):
            if number % FILES_PER_SECTION == 0:
                policy.write(f"  section-{number // FILES_PER_SECTION}:\n")
            content = "".join(f"          {line}\n" for line in content_of(number).splitlines())
            policy.write(
                CONTROL.format(
                    number=number,
                    severity=SEVERITIES[number % len(SEVERITIES)],
                    path=path_of(number),
                    content=content.rstrip("\n"),
                    owner=owner,
                    group=owner,
                )
            )


def make_bare(root, count, owner):
    os.makedirs(f"{root}/etc/bench")
    with open(f"{root}/etc/passwd", "w") as passwd:
        passwd.write("root:x:0:0:root:/root:/bin/sh\n")
        if owner != "root":
            passwd.write(f"{owner}:x:{os.getuid()}:{os.getgid()}::/:/bin/sh\n")
    with open(f"{root}/etc/group", "w") as group:
        group.write("root:x:0:\n" + (f"{owner}:x:{os.getgid()}:\n" if owner != "root" else ""))
    for number in range(0, count, FILES_PER_DIRECTORY):
        os.mkdir(root + os.path.dirname(path_of(number)))


def fill(root, count, drift_every=0):
    for number in range(count):
        changed = "# changed by hand\n" if drift_every and number % drift_every == 0 else ""
        with open(root + path_of(number), "w") as file:
            file.write(content_of(number) + changed)
            os.fchmod(file.fileno(), MODE)


def write_list(name, root, count):
    with open(name, "w") as entries:
        for number in range(count):
            content = content_of(number)
            place = root + path_of(number)
            entries.write(f"{place} {MODE:o} {os.getuid()} {os.getgid()} {len(content)}\n{content}")


def main():
    directory, count = sys.argv[1], int(sys.argv[2])
    owner = "root" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    os.umask(0o022)
    os.mkdir(directory)
    write_policy(f"{directory}/policy.yaml", count, owner)
    make_bare(f"{directory}/bare", count, owner)
    for name, drift_every in [("full", 0), ("drifted", 10)]:
        shutil.copytree(f"{directory}/bare", f"{directory}/{name}")
        fill(f"{directory}/{name}", count, drift_every)
    for name in ["full", "target"]:
        write_list(f"{directory}/{name}.list", f"{directory}/{name}", count)


main()
