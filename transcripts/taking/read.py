"""`python -m transcripts.taking.read` goes on working under its old name; the code is in `transcripts.exports.read`."""

import runpy

if __name__ == "__main__":
    runpy.run_module("transcripts.exports.read", run_name="__main__")
