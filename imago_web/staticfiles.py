"""How static files are named and served: compressed, and by names that change with what is in them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

# import {a} from "./b.js", export * from "./b.js", import("./b.js")
MODULE = r"""(?P<matched>(?P<import>\b(?:im|ex)port\b[^"';]*)["'](?P<url>\.{1,2}/[^"']+\.js)["'])"""


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Our own modules find each other by these names too, so that a page never mixes old scripts with new ones."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((MODULE, '%(import)s"%(url)s"'),)),
    )
