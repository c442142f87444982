"""What a training says of verdicts it did not learn from."""

from pipeline.stages.build_training_set import teaching_nothing


def test_every_reason_a_verdict_teaches_nothing_is_told_with_its_count():
    told = teaching_nothing({"unsure": 1_200, "conflict": 2, "no_weight": 3}, unmatched=4)
    assert told == (
        "2 contradicted by another confirmer, 3 of no weight, 4 about a listing no logged night holds, 1,200 undecided"
    )


def test_nothing_is_told_when_every_verdict_teaches():
    assert teaching_nothing({}, unmatched=0) == ""
