"""Docker Compose with the repository's file, behind the Caddy that comes with it."""

from __future__ import annotations

import secrets
from pathlib import Path

from walking.report import Report
from walking.shell import run

ROOT = Path(__file__).resolve().parent.parent.parent
AUTHORITY = "/data/caddy/pki/authorities/local/root.crt"  # Caddy makes one for localhost


class ComposeInstallation:
    """`docker compose up --detach --build` with a filled-in `.env`."""

    title = "Docker Compose"
    base_url = "https://localhost"
    backups = Path("/backups")  # as imago sees the folder of backups

    def __init__(self, work: Path, report: Report) -> None:
        self.work, self.report = work, report
        self.data = work / "data"  # a folder for each volume but that of the backups, and the keys
        self.files = ROOT / "docker-compose.yml", work / "volumes.yml"
        self.env = work / ".env"

    def install(self) -> None:
        """Build the image and fill in `.env`."""
        with self.report.step("docker build"):
            run("docker", "build", "--tag", "imago", str(ROOT))
        self.fill_in()
        made = run("docker", "run", "--rm", "imago", "python", "-m", "vault.keyring")
        given = dict(line.split("=", 1) for line in made.splitlines() if line.startswith("IMAGO_"))
        lines = f"secret {given['IMAGO_SECRET_KEY']}\nmasters {given['IMAGO_MASTER_KEYS']}\n"
        (self.data / "keys").write_text(lines)
        self.report.note(run("docker", "compose", "version").strip())
        self.report.ask("a host name, two passwords and two keys in .env, docker compose up --detach --build")

    def fill_in(self) -> None:
        """Make folders for the volumes, and passwords."""
        for name in ("postgres", "caddy"):
            (self.data / name).mkdir(parents=True)
        self.passwords = {f"{name}_PASSWORD": secrets.token_hex(24) for name in ("POSTGRES", "REDIS")}

    def another(self, work: Path) -> ComposeInstallation:
        """The same image in another project, with volumes of its own."""
        other = ComposeInstallation(work, self.report)
        other.fill_in()
        (other.data / "keys").write_bytes((self.data / "keys").read_bytes())
        return other

    def start(self, backups: Path) -> None:
        """Start it with the keys that are there now."""
        keys = dict(
            line.split(maxsplit=1)
            for line in (self.data / "keys").read_text().splitlines()
            if line[:1].isalpha()
        )
        given = {
            "IMAGO_SECRET_KEY": keys["secret"],
            "IMAGO_MASTER_KEYS": keys["masters"],
            "DOMAIN": "localhost",
        }
        self.env.write_text("".join(f"{name}={value}\n" for name, value in (given | self.passwords).items()))
        places = {"backups": backups, "postgres": self.data / "postgres", "caddy": self.data / "caddy"}
        options = "  {}: {{driver_opts: {{type: none, o: bind, device: '{}'}}}}\n"
        self.files[1].write_text("volumes:\n" + "".join(options.format(*place) for place in places.items()))
        self.compose("up", "--detach")

    def compose(self, *arguments: str) -> str:
        """Run a Docker Compose command. Returns what it printed."""
        files = [word for file in self.files for word in ("--file", str(file))]
        project = ("--project-name", f"walk-{self.work.name}", "--project-directory", str(ROOT))
        return run("docker", "compose", *project, "--env-file", str(self.env), *files, *arguments)

    def visit(self, *command: str) -> list[str]:
        """Returns the command that runs a program which trusts Caddy's own authority."""
        authority = self.data / "caddy" / Path(AUTHORITY).relative_to("/data")
        return ["env", f"SSL_CERT_FILE={authority}", *command]

    def imago(self, *arguments: str) -> str:
        """Run a command of imago in the worker's container. Returns what it printed."""
        return self.compose("exec", "-T", "worker", "imago", *arguments)

    def own(self, path: Path) -> None:
        """Give a folder of copies to the user who runs imago; the keys stay in `.env`."""
        if not path.is_relative_to(self.data):
            run("chown", "--recursive", "1000:1000", str(path))

    def check(self) -> None:
        """Check its status."""
        self.imago("status", "--only", "database", "--only", "redis")

    def stop(self) -> int:
        """Remove the containers; what they wrote stays in their folders."""
        if self.env.exists():
            self.compose("down", "--volumes")
        return 0

    def log(self) -> str:
        """Everything it logged."""
        return self.compose("logs")
