"""What was done to a copied photo, in words."""

import pytest

from features.signals.photo_views import VIEW_NAMES
from pipeline.report.photo_matches import view_words


@pytest.mark.parametrize(
    ("view", "english", "chinese"),
    [
        ("upright", "as it is, at most saved again, retoned or written on", "原样，至多重新保存、调色或加字"),
        ("mirror_turned_left", "mirrored, turned", "镜像、旋转"),
        ("tilted_cropped_collage", "tilted, cropped, in a collage", "倾斜、裁剪、拼图"),
        ("mirror_framed", "mirrored, in a frame or between bars", "镜像、加边框或上下留栏"),
        ("cropped_regrounded", "cropped, on another background", "裁剪、更换背景"),
    ],
)
def test_every_change_has_its_word(view, english, chinese):
    found = view_words(view)
    assert (found.en, found.zh) == (english, chinese)


def test_every_view_code_has_words_and_a_view_nobody_knows_is_shown_by_name():
    assert all(view_words(view).zh != view for view in VIEW_NAMES)
    assert "swirled" in view_words("swirled").en
