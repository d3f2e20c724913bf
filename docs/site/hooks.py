# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""For mkdocs: the files that the pages link to outside of docs/ go along as they are, and what else is in docs/ stays out. A reference is made
of the headers."""
import importlib.util
import pathlib
import re
import tempfile

from mkdocs.structure.files import File

ROOT = pathlib.Path(__file__).resolve().parents[2]
made = tempfile.TemporaryDirectory()
OUTSIDE = re.compile(r"\[([^\]]*)\]\(\.\./([^)]+)\)")


def on_files(files, config):
    for file in list(files):
        if file.src_path.startswith(("site/", "packages/")) or file.src_path.endswith(".py"):
            files.remove(file)
    for name in {match[2] for page in ROOT.glob("docs/*.md") for match in OUTSIDE.finditer(page.read_text(encoding="utf-8"))}:
        if (ROOT / name).is_file():
            files.append(File(name, str(ROOT), config["site_dir"], False))
    specification = importlib.util.spec_from_file_location("reference", ROOT / "docs/site/reference.py")
    reference = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(reference)
    (pathlib.Path(made.name) / "reference.md").write_text(reference.reference(), encoding="utf-8")
    files.append(File("reference.md", made.name, config["site_dir"], False))
    return files


def on_page_markdown(markdown, page, config, files):
    # A folder is no page: its name alone.
    return OUTSIDE.sub(lambda match: f"[{match[1]}]({match[2]})" if (ROOT / match[2]).is_file() else match[1], markdown)
