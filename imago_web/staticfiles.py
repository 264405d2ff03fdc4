"""How static files are named and served: compressed, and by names that change with what is in them."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# import {a} from "./b.js", export * from "./b.js", import("./b.js")
MODULE = r"""(?P<matched>(?P<import>\b(?:im|ex)port\b[^"';]*)["'](?P<url>\.{1,2}/[^"']+\.js)["'])"""


class ChangesCompressor(Compressor):  # type: ignore[misc]
    """Compressing takes longer than the rest of a start, so what is compressed already is left alone."""

    def compress(self, path: str) -> list[str]:
        return [] if self.is_compressed(path) else super().compress(path)

    def is_compressed(self, path: str) -> bool:
        """Whether the compressed files beside this one were made of what it holds now."""
        packed, brotli = Path(f"{path}.gz"), Path(f"{path}.br")
        try:
            is_same = gzip.decompress(packed.read_bytes()) == Path(path).read_bytes()
            return is_same and brotli.stat().st_mtime == packed.stat().st_mtime  # both are made in one go
        except (OSError, EOFError, zlib.error):
            return False


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Our own modules find each other by these names too, so that a page never mixes old scripts with new ones."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((MODULE, '%(import)s"%(url)s"'),)),
    )

    def create_compressor(self, **options: Any) -> Compressor:
        return ChangesCompressor(**options)

    def load_manifest(self) -> tuple[Any, Any]:
        """Like Django's, but treats a manifest that a power cut left empty as missing."""
        try:
            return super().load_manifest()  # type: ignore[no-any-return]
        except (ValueError, AttributeError, RecursionError):
            return {}, ""

    def is_damaged(self) -> bool:
        """Whether the files can't be told from new ones, or some have lost their content."""
        files = (path for path in Path(self.location).rglob("*") if path.is_file())
        return not self.hashed_files or any(not path.stat().st_size for path in files)

    def is_read_only(self) -> bool:
        """Whether a package or an image has brought the files along, in a read-only folder."""
        return bool(self.hashed_files) and not os.access(self.location, os.W_OK)
