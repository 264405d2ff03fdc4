"""The image: each step of the Dockerfile in a Debian root, and the product in it, contained."""

from __future__ import annotations

from pathlib import Path

from walking import dockerfile
from walking.report import Report, megabytes
from walking.roots import Contained, Root
from walking.shell import run

ROOT = Path(__file__).resolve().parent.parent.parent
PDF = "import weasyprint; assert weasyprint.HTML(string='<p>Ana said: 你好 😀').write_pdf()"
STAND_IN = ("python3", "python3-venv")  # for the base image, which has the same Debian and Python


class ImageInstallation:
    """`docker run -p 8000:8000 -v imago:/data imago`, without an engine."""

    title = "The image"
    base_url = "http://127.0.0.1:8000"
    backups = Path("/backup")  # as imago sees the folder of backups

    def __init__(self, work: Path, report: Report, root: Root | None = None) -> None:
        self.work, self.report = work, report
        self.root = root or Root(work / "root")
        self.data = work / "volume"
        self.image = dockerfile.describe(dockerfile.parse((ROOT / "Dockerfile").read_text()))
        self.contained: Contained | None = None

    def install(self) -> None:
        """Build it."""
        with self.report.step("a stand-in for the base image"):
            self.root = Root.fresh(self.root.path, *STAND_IN)
            self.root.build("python3", "-m", "venv", "/usr/local")
        base = megabytes(self.root.path)
        with self.report.step("each step of the Dockerfile (docker build)"):
            dockerfile.walk(self.root, dockerfile.parse((ROOT / "Dockerfile").read_text()), ROOT)
        self.report.size("the stand-in for the base image", base)
        self.report.size("what the Dockerfile adds to it, uncompressed", megabytes(self.root.path) - base)
        self.report.ask("docker run -p 8000:8000 -v imago:/data imago")
        self.make_volume()

    def make_volume(self) -> None:
        """A new named volume begins as what the image has in that place."""
        run("cp", "--archive", str(self.root.path / self.image.volume.lstrip("/")), str(self.data))
        if left := sorted(path.name for path in self.data.iterdir()):
            raise SystemExit(f"The image already holds data: {left}")

    def another(self, work: Path) -> ImageInstallation:
        """The same image on another machine, with a new volume."""
        other = ImageInstallation(work, self.report, self.root)
        other.make_volume()
        return other

    def start(self, backups: Path) -> None:
        """Start it, read-only, as its own user."""
        image = self.image
        self.contained = self.root.contain(
            {image.volume: self.data, str(self.backups): backups},
            image.user,
            ["env", "-C", image.folder, *image.entrypoint, *image.command],
            image.environ,
            self.work / "log",
        )

    def visit(self, *command: str) -> list[str]:
        """Returns the command that runs a program where imago can be reached."""
        assert self.contained
        return self.contained.visit(*command)

    def imago(self, *arguments: str) -> str:
        """Run a command of imago, like `docker exec CONTAINER imago ...`. Returns what it printed."""
        assert self.contained
        return self.contained.execute("imago", *arguments)

    def own(self, path: Path) -> None:
        """Give a file to the user who runs imago."""
        run("chown", "--recursive", self.image.user, str(path))

    def check(self) -> None:
        """Run the HEALTHCHECK, and set a PDF with the image's own libraries and fonts."""
        assert self.contained
        with self.report.step("HEALTHCHECK"):
            self.contained.execute(*self.image.health)
        self.contained.execute("python", "-c", PDF)

    def stop(self) -> int:
        """Stop it. Returns the exit code."""
        contained, self.contained = self.contained, None
        return contained.stop() if contained else 0

    def log(self) -> str:
        """Everything it logged."""
        return (self.work / "log").read_text(errors="replace")
