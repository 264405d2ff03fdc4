"""Bech32 (BIP 173), in which age writes keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM_LENGTH = 6


def encode(prefix: str, content: bytes) -> str:
    """Return the content as text with a checksum, in lower case."""
    values = list(five_bits(content))
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    checksum = polymod([*expanded, *values, *[0] * CHECKSUM_LENGTH]) ^ 1
    values += [checksum >> 5 * (CHECKSUM_LENGTH - 1 - place) & 31 for place in range(CHECKSUM_LENGTH)]
    return f"{prefix}1{''.join(CHARSET[value] for value in values)}"


def five_bits(content: bytes) -> Iterator[int]:
    """Yield the content in groups of five bits, the last one filled with zeros."""
    bits = "".join(f"{byte:08b}" for byte in content)
    for start in range(0, len(bits), 5):
        yield int(bits[start : start + 5].ljust(5, "0"), 2)


def polymod(values: Iterable[int]) -> int:
    """Return the checksum's remainder."""
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(GENERATOR):
            remainder ^= factor * (top >> place & 1)
    return remainder
