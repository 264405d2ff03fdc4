"""The old name of `transcripts.exports`, kept for `python -m transcripts.taking.read`."""
