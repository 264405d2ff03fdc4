"""Keeps `python -m transcripts.taking.read` working; the code is in `transcripts.exports.read`."""

import runpy

if __name__ == "__main__":
    runpy.run_module("transcripts.exports.read", run_name="__main__")
