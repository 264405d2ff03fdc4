#!/usr/bin/env python
"""Every command of the project: `manage.py up` runs the whole product on one machine."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imago_web.settings")
    from imago_web.embedded import data_from_arguments
    from vault.keyring import KeyringError

    arguments = data_from_arguments(sys.argv)
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(arguments)
    except KeyringError as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
