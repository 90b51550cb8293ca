from __future__ import annotations

from collectrules.demo.dice import Dice


def test_the_same_name_rolls_the_same() -> None:
    first, second, other = Dice("a"), Dice("a"), Dice("b")
    rolled = [first.whole(1, 1000) for _ in range(50)]
    assert rolled == [second.whole(1, 1000) for _ in range(50)]
    assert rolled != [other.whole(1, 1000) for _ in range(50)]


def test_every_value_between_the_ends_and_no_other_is_rolled() -> None:
    dice = Dice("ends")
    assert {dice.whole(-1, 2) for _ in range(500)} == {-1, 0, 1, 2}
    assert {dice.near(3, 5) for _ in range(500)} == {3, 4, 5}
    assert {dice.low_end(0, 2) for _ in range(500)} == {0, 1, 2}
    assert {dice.pick("xy") for _ in range(100)} == {"x", "y"}


def test_weights_weigh() -> None:
    dice = Dice("weights")
    rolled = [dice.weighed({"often": 9, "never": 0, "seldom": 1}) for _ in range(2000)]
    assert "never" not in rolled
    assert 100 < rolled.count("seldom") < 300
