#!/usr/bin/env python3
"""Reads every document of a corpus with `billify-worker extract` and scores the fields.

usage: accuracy.py WORKER CORPUS      CORPUS holds score.py, dev/manifest.jsonl, dev/manifest_xml.jsonl
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def read(worker: Path, folder: Path, rows: list[dict]) -> list[dict]:
    """One prediction a row; a file that cannot be read gives one without fields."""
    files = [row["file"] for row in rows]
    # The files are read from their folder, so that no path is too long for a command line.
    done = subprocess.run([worker, "extract", *files], cwd=folder, stdout=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(rows):
        sys.exit(f"{len(rows)} files gave {len(lines)} answers")
    return [{"id": row["id"], "fields": line.get("fields") or {}} for row, line in zip(rows, lines)]


def main() -> None:
    worker, corpus = (Path(argument).resolve() for argument in sys.argv[1:3])
    folder = corpus / "dev"
    for manifest in (folder / "manifest.jsonl", folder / "manifest_xml.jsonl"):
        rows = [json.loads(line) for line in manifest.read_text().splitlines() if line.strip()]
        predictions = read(worker, folder, [row for row in rows if "fields" in row])
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.writelines(json.dumps(prediction) + "\n" for prediction in predictions)
            file.flush()
            subprocess.run([sys.executable, corpus / "score.py", manifest, file.name], check=True)


if __name__ == "__main__":
    main()
