#!/usr/bin/env python3
"""Runs a bench of terminal programs with outcrop among them.

    python3 benches/outside/run.py PATH/TO/BENCH --peers outcrop,floor-frame [options of the bench]

The bench is a folder with `tui_bench.py` and `histories.py`. This script adds what it cannot know:
where outcrop's adapter is, and how a long conversation looks in outcrop's file format.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def line(record):
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))[:-1]
    return f'{text},"c":"{crc32c(text.encode()):08x}"}}\n'


def outcrop(env, cwd, pairs):
    """Writes a conversation; returns its path."""
    settings = {
        "model": {
            "id": "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "name": "Claude Sonnet 4.5",
            "route": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "kind": "profile",
        },
        "wire": "converse",
        "max_tokens": 4096,
    }
    request = {"wire": "converse", "model": settings["model"]["route"], "region": "us-east-1", "sha256": "0" * 64}
    rows, at = [], 1795246345678

    def add(kind, **members):
        n = len(rows) + 1
        rows.append(line({"n": n, "at": at + n, "act": n, "k": kind, **members}))
        return n

    add("header", format="outcrop.conversation", version=[1, 0], id="0123456789ab", by="bench")
    lane = add("lane", settings=settings, index=0)
    parent = None
    for question, answer in pairs:
        message = add("message", parent=parent, role="user", content=[{"text": question}])
        parent = add("generation", lane=lane, parent=message, turn=message, settings=settings, request=request)
        add("deltas", gen=parent, d=[[1000, 0, "text", answer]])
        add("end", gen=parent, us=2000, outcome="done", stop="end_turn")
    path = os.path.join(cwd, "history.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(rows)
    return path


def main():
    if len(sys.argv) < 2 or not os.path.isfile(os.path.join(sys.argv[1], "tui_bench.py")):
        sys.exit(__doc__)
    bench = os.path.abspath(sys.argv.pop(1))
    sys.path.insert(0, bench)
    adapter = os.path.join(HERE, "outcrop.toml")
    sys.argv = [arg.replace("outcrop", adapter) if arg.startswith("outcrop") else arg for arg in sys.argv]
    import histories
    import tui_bench

    histories.outcrop = outcrop
    os.chdir(bench)
    tui_bench.main()


if __name__ == "__main__":
    main()
