"""A room asks for all its modules at once."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from couples.models import User
from imago_web.templatetags.modules import imported_modules
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

ROOM = "js/room/room.js"


def test_every_module_that_a_module_imports_is_in_the_list_once():
    names = imported_modules(ROOM)
    assert len(set(names)) == len(names) > 10
    for name in (ROOM, *names):
        source = staticfiles_storage.open(name).read().decode()
        for path in re.findall(r'"(\.[^"]*\.js)"', source):
            imported = (PurePosixPath("/") / PurePosixPath(name).parent / path).as_posix()
            plain = re.sub(r"[^/]+/\.\./", "", imported.replace("/./", "/"))
            plain = re.sub(r"[^/]+/\.\./", "", plain)
            assert plain.removeprefix("/") in names, (name, path)


@pytest.mark.django_db
def test_the_room_names_them_by_the_addresses_that_its_script_imports(ana: User, ben: User):
    page = signed_in(ana).get(f"/dialogues/{Talk(ana, ben).pk}/").text
    links = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)
    assert links == [staticfiles_storage.url(name) for name in imported_modules(ROOM)]
