"""`manage.py status`: the state of every part, for people or programs."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from imago_web import status


class Command(BaseCommand):
    help = "Says whether each part is well. Exits with 1 if something is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", action="append", choices=list(status.CHECKS), default=[])
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        checks = status.run(options["only"])
        well = all(check.ok for check in checks)
        if options["json"]:
            found = {check.name: check.as_dict() for check in checks}
            self.stdout.write(json.dumps({"ok": well, "checks": found}, indent=2))
        else:
            for check in checks:
                self.stdout.write(f"{'ok' if check.ok else 'NOT OK':6}  {check.name:9}  {check.detail}")
                if check.advice:
                    self.stdout.write(f"{'':19}{check.advice}")
        if not well:
            sys.exit(1)
