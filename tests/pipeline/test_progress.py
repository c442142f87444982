"""Progress is one plain line a step, cannot be forged, and can be silent."""

import io

from pipeline.progress import Progress


def test_a_step_is_one_line_with_its_facts():
    stream = io.StringIO()
    with Progress(stream).step("link_products") as facts:
        facts.append("links 3")
    (line,) = stream.getvalue().splitlines()
    assert line.split()[0] == "link_products"
    assert line.endswith("links 3")


def test_control_characters_cannot_forge_a_line():
    stream = io.StringIO()
    Progress(stream).say("title\nERROR all is lost\x1b[2J")
    assert stream.getvalue() == "title\\nERROR all is lost\\x1b[2J\n"


def test_silence_is_silent():
    stream = io.StringIO()
    progress = Progress(stream, is_silent=True)
    progress.say("nothing")
    with progress.step("step"):
        pass
    assert stream.getvalue() == ""
