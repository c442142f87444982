"""Which of two photos' like details one map explains, compiled: see features.signals.photo_kernels for what that means."""

import numpy as np

from features.signals.photo_kernels import compiled

# A detail agrees with the map that another one proposes when it lies within this part of the reference's longer side
# of where the map puts it, is turned within so many radians and grown within so many doublings. Twice the reach
# finds no more, half of it none less.
_REACH = 0.075
_MOST_TURN, _MOST_GROWTH, _WHOLE_TURN = 0.45, 0.8, 2 * np.pi
# A pattern repeats its details; so many of its pairs propose maps.
_MOST_MAPS = 64


@compiled("void(i8[::1], i8[::1], f8[:,::1], f8[:,::1], f8[::1])")
def most_agreeing(begins, query, pairs, places, found):
    """Writes, for each group of pairs, the weight of those that agree with the best map a pair of the group proposes.

    Group `g` has rows `begins[g]` to `begins[g + 1]`, sorted by `query`, the photo's detail: each counts once, at its
    heaviest. Columns of `pairs` are weight, turn, growth, and the turn and growth as one complex number; those of
    `places` x and y in the reference, then in the photo.
    """
    for group in range(len(begins) - 1):
        first, end = begins[group], begins[group + 1]
        best = 0.0
        for one in range(first, end, 1 + (end - first) // _MOST_MAPS):
            real, imaginary = pairs[one, 3], pairs[one, 4]
            x = places[one, 2] - real * places[one, 0] + imaginary * places[one, 1]
            y = places[one, 3] - real * places[one, 1] - imaginary * places[one, 0]
            furthest = _REACH * _REACH * (real * real + imaginary * imaginary)
            total, heaviest, detail = 0.0, 0.0, -1
            for other in range(first, end):
                across = real * places[other, 0] - imaginary * places[other, 1] + x - places[other, 2]
                down = real * places[other, 1] + imaginary * places[other, 0] + y - places[other, 3]
                turned = abs(pairs[other, 1] - pairs[one, 1])
                turned = min(turned, _WHOLE_TURN - turned)
                is_near = across * across + down * down <= furthest and turned <= _MOST_TURN
                if not is_near or abs(pairs[other, 2] - pairs[one, 2]) > _MOST_GROWTH:
                    continue
                if query[other] != detail:
                    total, heaviest, detail = total + heaviest, 0.0, query[other]
                heaviest = max(heaviest, pairs[other, 0])
            best = max(best, total + heaviest)
        found[group] = best
