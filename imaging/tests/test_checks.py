"""What is refused and what is told, each reason by itself, on a block of two equal halves."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from printed.errors import InputError
from tissue_loss import checks
from tissue_loss.plane import make_plane
from tissue_loss.scar import scar_ml
from tissue_loss.volume import Volume, world

MIDDLE = make_plane([1.0, 0, 0], 0.0)
# Voxels of 2 mm in a cube of 40 mm, the middle of which is the origin.
GRID = np.array([[2.0, 0, 0, -19], [0, 2, 0, -19], [0, 0, 2, -19], [0, 0, 0, 1]])
SHAPE = (20, 20, 20)
LEFT, RIGHT, BESIDE = 2, 17, 11  # places along x: 15 mm to either side, 3 mm to the right


def block(**changes):
    """A session in which all is brain, tissue and above the tentorium."""
    t2 = Volume(np.ones(SHAPE), GRID, "t2.nii")
    whole = np.ones(SHAPE, bool)
    parts = {
        "t2": t2, "labels": t2.like(np.zeros(SHAPE, int)), "brain": whole, "above": whole,
        "tissue": np.ones(SHAPE), "lesion_part": np.zeros(SHAPE), "plane": MIDDLE,
        "registered": None,
    }  # fmt: skip
    return SimpleNamespace(**(parts | changes))


def voxels(**counts):
    """So many voxels at each place along x."""
    found = np.zeros(SHAPE, int)
    for place, count in counts.items():
        found[{"left": LEFT, "right": RIGHT, "beside": BESIDE}[place], 0, :count] = 1
    return found


def passes(check, *arguments) -> bool:
    try:
        check(*arguments)
    except InputError:
        return False
    return True


@pytest.mark.parametrize(
    ("scribbled", "found", "accepted"),
    [
        ({"left": 10}, {"left": 10}, True),
        ({"left": 9, "right": 1}, {"left": 8, "right": 2}, True),
        ({"left": 8, "right": 2}, {"left": 10}, False),  # scribbled on both sides
        ({"left": 10}, {"left": 7, "right": 3}, False),  # or grown over to the other
        ({"left": 5, "beside": 5}, {"left": 5, "beside": 5}, True),  # at the midline is no side
        ({"left": 10}, {}, False),
    ],
)
def test_a_lesion_lies_on_one_side_as_scribbled_and_as_found(scribbled, found, accepted):
    labels = Volume(voxels(**scribbled), GRID, "seeds.nii")
    session = block(labels=labels, lesion_part=voxels(**found) * 0.9)
    assert passes(checks.require_one_side, session) is accepted


@pytest.mark.parametrize(
    ("scribbled", "accepted"),
    [({}, True), ({"left": 5, "right": 5}, True), ({"left": 4, "right": 6}, False),
     ({"left": 4, "beside": 6}, True)],
)  # fmt: skip
def test_a_cyst_lies_on_the_side_of_the_lesion_if_one_is_scribbled(scribbled, accepted):
    session = block(labels=Volume(voxels(**scribbled), GRID, "seeds.nii"))
    assert passes(checks.require_same_side, session) is accepted


def tilted(degrees):
    angle = np.radians(degrees)
    return make_plane([np.cos(angle), np.sin(angle), 0], 0.0)


@pytest.mark.parametrize(
    ("plane", "accepted"),
    [
        (make_plane([1.0, 0, 0], 4.9), True), (make_plane([1.0, 0, 0], -4.9), True),
        (make_plane([1.0, 0, 0], 5.1), False), (make_plane([1.0, 0, 0], -5.1), False),
        (tilted(9.9), True), (tilted(-9.9), True), (tilted(10.1), False), (tilted(-10.1), False),
    ],
)  # fmt: skip
def test_landmarks_are_near_the_plane_of_symmetry_in_place_and_in_angle(plane, accepted):
    session = block(plane=plane, registered=MIDDLE)
    assert passes(checks.require_landmarks, session, "month3") is accepted
    # The plane that was registered is not held against itself.
    assert passes(checks.require_landmarks, block(plane=plane), "month3")


@pytest.mark.parametrize("smaller", [slice(0, 10), slice(10, 20)])
@pytest.mark.parametrize("age", ["neonatal", "month3"])
def test_landmarks_do_not_part_a_newborn_unevenly_and_loss_at_3_months_is_no_fault(smaller, age):
    for share, even in ((0.82, True), (0.7, False)):  # 0.7 of the other is less by over a quarter
        tissue = np.ones(SHAPE)
        tissue[smaller] = share
        session = block(tissue=tissue, registered=MIDDLE)
        assert passes(checks.require_landmarks, session, age) is (even or age == "month3")


@pytest.mark.parametrize(
    ("tissue", "brain", "accepted"),
    [(0.9, 20, True), (0.9, 17, False), (0.4, 20, False), (0.5, 20, False), (0.9, 18, False)],
)
def test_a_brain_has_grown_as_a_whole_and_on_its_healthy_side(tissue, brain, accepted):
    def head(share, slices):
        inside = np.zeros(SHAPE, bool)
        inside[:, :, :slices] = True
        return block(tissue=np.full(SHAPE, share), brain=inside)

    assert passes(checks.require_growth, head(0.5, 18), head(tissue, brain)) is accepted


@pytest.mark.parametrize(
    ("dwi", "adc", "accepted"),
    [
        ((9, 3), None, True), ((3, 9), None, False), ((5, 5), None, False),
        (None, (3, 9), True), (None, (9, 3), False),
        ((9, 3), (3, 9), True), ((9, 3), (9, 3), False), ((3, 9), (3, 9), False),
    ],
)  # fmt: skip
def test_a_lesion_is_bright_on_diffusion_and_dark_on_a_map(dwi, adc, accepted):
    volumes = {"neonatal_seeds": Volume(np.array([[[1, 2]]]), np.eye(4))}
    for name, values in (("neonatal_dwi", dwi), ("neonatal_adc", adc)):
        if values is not None:
            volumes[name] = Volume(np.array([[values]], float), np.eye(4), f"{name}.nii")
    assert passes(checks.require_contrast, volumes) is accepted


def test_each_scan_is_told_of_by_its_name_and_for_each_reason():
    scan = Volume(np.zeros((2, 2, 2)), np.eye(4))
    turned, torn = replace(scan, oblique_degrees=25.0), replace(scan, conflict="mirror image")
    both = replace(turned, conflict="mirror image")
    told = checks.scan_warnings(
        {"month3_t2": both, "neonatal_t2": turned, "neonatal_dwi": torn, "month3_t1": turned}
    )
    assert [line.split()[0].rstrip(":") for line in told] == [
        "month3_t2", "month3_t2", "neonatal_dwi", "neonatal_t2",
    ]  # fmt: skip
    assert ["oblique" in line for line in told] == [True, False, False, True]


@pytest.mark.parametrize("kind", ["islands", "astray"])
def test_islands_are_counted_in_words_and_in_ml(measured, kind):
    places = np.zeros_like(measured.newborn.brain)
    places[2:4, 2:4, 2:4] = True
    for more, said in ((False, "1 island ("), (True, "2 islands (")):
        places[8:10, 8:10, 8:10] = more
        size = places.sum() * 0.064  # of voxels of 4 mm
        newborn = replace(measured.newborn, islands=None, astray=None)
        newborn = replace(newborn, **{kind: places.copy()})
        told = checks.session_warnings(newborn, measured.infant, 30.0)
        (line,) = [line for line in told if "island" in line]
        assert line.startswith(f"{said}{size:.1f} ml)")


@pytest.mark.parametrize(
    ("age", "expected_ml", "in_points"),
    [
        ("3 months", 1000.0, False), ("3 months", 10.0, True),
        # A newborn's plane moves the ratio by what both sides gain, not by what one loses.
        ("neonatal", 1000.0, False), ("neonatal", 10.0, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("away", [3.0, -3.0])
def test_a_fissure_beside_the_plane_is_told_for_the_session_where_it_is(
    measured, age, expected_ml, in_points, away
):
    def moved(session):
        return replace(session, plane=replace(session.plane, offset=session.plane.offset + away))

    newborn, infant = measured.newborn, measured.infant
    if age == "neonatal":
        newborn = moved(newborn)
    else:
        infant = moved(infant)
    told = checks.session_warnings(newborn, infant, expected_ml)
    (line,) = [line for line in told if "fissure" in line]
    assert line.startswith(f"{age}: ") and ("points)" in line) is in_points


def test_a_dark_core_is_looked_for_above_the_tentorium_and_within(measured):
    newborn = measured.newborn
    assert checks.dark_core(newborn) < checks.DARK_CORE
    points = world(newborn.t2, newborn.lesion)
    assert len(points) > 20
    dark = newborn.t2.data.copy()
    dark[newborn.lesion] = 0.0
    bleeding = replace(newborn, channels=[newborn.t2.like(dark), *newborn.channels[1:]])
    assert checks.dark_core(bleeding) > 0.5
    nowhere = replace(bleeding, above=np.zeros_like(newborn.above))
    assert checks.dark_core(nowhere) == 0.0
    # A voxel that is mostly something else is no part of the lesion, whatever its outline holds.
    hardly = replace(bleeding, lesion_part=np.minimum(newborn.lesion_part, 0.4))
    assert checks.dark_core(hardly) == 0.0


def test_a_scar_counts_above_the_tentorium_and_beyond_what_the_other_side_shows():
    def scar(*halves, above=True):
        tissue = np.ones(SHAPE)
        for half in halves:
            tissue[half, 4:14, 4:14] = 0.5
        whole = np.full(SHAPE, above)
        return scar_ml(block(tissue=tissue, above=whole))

    left, right = slice(1, 9), slice(11, 19)
    size = 8 * 10 * 10 * 0.008 * 0.5  # voxels of 2 mm, half of each missing
    assert scar(left) == pytest.approx(size, rel=0.2)  # its edges are rounded off
    assert scar(right) == pytest.approx(-size, rel=0.2)
    assert scar(left, right) == pytest.approx(0)
    assert scar(left, above=False) == 0 and scar() == 0
