"""Loaded by `-p` before the product: one module is imported from a changed text instead of its file.

`MUTANT` is the module's name and the path of the text. The file itself stays as it is.
"""

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

NAME, _, TEXT = os.environ["MUTANT"].partition("=")


class _Changed(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        return compile(Path(TEXT).read_text(encoding="utf-8"), self.path, "exec", dont_inherit=True)


class _Finder:
    def find_spec(self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != NAME:
            return None
        found = PathFinder.find_spec(name, path)
        assert found is not None
        assert found.origin is not None
        return importlib.util.spec_from_file_location(
            name,
            found.origin,
            loader=_Changed(name, found.origin),
            submodule_search_locations=found.submodule_search_locations,
        )


sys.meta_path.insert(0, _Finder())  # type: ignore[arg-type]
