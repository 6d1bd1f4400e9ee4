"""Writes what is in each function's package as CycloneDX 1.6, beside its zip: every crate with version, licence and digest.

Knows what Cargo resolved for Lambda, not what the linker kept.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = "aarch64-unknown-linux-gnu"


def metadata():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def digests():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return {(one["name"], one["version"]): one["checksum"] for one in lock["package"] if "checksum" in one}


def reachable(nodes, start):
    """The package and whatever is built into it: neither build scripts' nor tests' dependencies."""
    found, waiting = {}, [start]
    while waiting:
        package = waiting.pop()
        if package not in found:
            built_in = [one["pkg"] for one in nodes[package]["deps"] if any(kind["kind"] is None for kind in one["dep_kinds"])]
            found[package] = sorted(built_in)
            waiting += built_in
    return found


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, checksums, kind="library"):
    shown = {"type": kind, "bom-ref": reference(package), "name": package["name"], "version": package["version"]}
    if package["source"]:
        shown["purl"] = reference(package)
    if package["license"]:
        # Cargo once took a slash for OR.
        shown["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    checksum = checksums.get((package["name"], package["version"]))
    if checksum:
        shown["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return shown


def bill(function, known, checksums):
    packages, nodes = known
    start = next(id for id, one in packages.items() if one["name"] == function and one["source"] is None)
    found = reachable(nodes, start)
    edges = {reference(packages[id]): sorted({reference(packages[dep]) for dep in deps}) for id, deps in found.items()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": component(packages[start], checksums, "application")},
        "components": sorted(
            (component(packages[id], checksums) for id in found if id != start), key=lambda one: one["bom-ref"]
        ),
        "dependencies": [{"ref": ref, "dependsOn": deps} for ref, deps in sorted(edges.items())],
    }


def main():
    known = metadata()
    packages = {one["id"]: one for one in known["packages"]}
    nodes = {one["id"]: one for one in known["resolve"]["nodes"]}
    checksums = digests()
    for function in sys.argv[1:]:
        folder = ROOT / "target/lambda" / function
        if not (folder / "bootstrap.zip").exists():
            sys.exit(f"{folder}/bootstrap.zip is missing: build the functions first")
        found = bill(function, (packages, nodes), checksums)
        (folder / "bom.cdx.json").write_text(json.dumps(found, indent=1) + "\n")
        print(f"{function}: {len(found['components'])} crates")


main()
