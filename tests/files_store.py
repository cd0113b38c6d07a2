"""A real store of files (nanio) for tests, one per process that asks for it; and files to put into it.

def test_...(file_store, antivirus): ...
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from foundation.documents.sent import Sent
from rollcall.servers import files
from rollcall.servers.processes import Children


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one empty page, with more objects in it (numbered from 4) and more in its trailer."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
        *objects,
    ]
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, start)
    return bytes(made)


#: The smallest PDF that readers open.
PDF = pdf()


@contextmanager
def serving() -> Iterator[files.FilesInfo]:
    """A store in a folder of its own, which goes with it."""
    with tempfile.TemporaryDirectory(prefix="rollcall-files-") as folder:
        place = Path(folder)
        children = Children(place / "processes.json", place / "log", dict(os.environ))
        try:
            yield files.start(children, place)
        finally:
            children.stop()


def upload(name: str = "letter.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def sent(name: str = "letter.pdf", content: bytes = PDF) -> Sent:
    """A file that was sent and is in order."""
    return Sent.checked(upload(name, content))


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A small picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, "#0a5").save(kept, kind)
    return kept.getvalue()
