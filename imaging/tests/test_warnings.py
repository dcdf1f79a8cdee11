"""What is unusual and measured all the same, each by a test that names it."""

from __future__ import annotations

from dataclasses import replace

import nibabel as nib
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from tissue_loss.brain import levels
from tissue_loss.checks import range_warnings, scan_warnings, session_warnings
from tissue_loss.midline import tissue_per_mm
from tissue_loss.pipeline import measure
from tissue_loss.scar import scar_ml
from tissue_loss.session import half_volumes, settled
from tissue_loss.volume import Volume, read_scan

from .conftest import inputs, with_affine, with_data

PLAIN = {
    "lesion_fraction": 0.2, "growth": 1.4, "ratio_percent": 90.0, "ratio_se_points": 5.0,
    "volumes_ml": {"contra_neonatal": 200.0, "ipsi_neonatal": 201.0, "contra_month3": 290.0},
}  # fmt: skip


def told(volumes_ml=None, **changes):
    sizes = PLAIN["volumes_ml"] | (volumes_ml or {})
    own = {"own_baseline": changes.get("ratio_percent", 90.0) + 2}
    changes = {"alternatives": own} | changes
    return range_warnings(PLAIN | changes | {"volumes_ml": sizes})


def turned(angle):
    return {"neonatal_t2": Volume(np.zeros((2, 2, 2)), np.eye(4), "a", angle)}


def test_nothing_unusual(measured):
    assert told() == [] and scan_warnings(turned(0.0)) == []
    assert not [line for line in measured.result["warnings"] if "posterior" not in line]


def test_oblique(spoil, measured):
    angle = np.radians(25)
    turn = np.eye(4)
    turn[1:3, 1:3] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    names = ("neonatal_t2", "neonatal_dwi", "neonatal_seeds")
    given = spoil(**{name: lambda i: with_affine(i, turn @ i.affine) for name in names})
    found = measure(given).result
    assert [line for line in found["warnings"] if "oblique" in line]
    # A head that is turned within its own plane of symmetry has the same two halves.
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=4)


@pytest.mark.parametrize(("angle", "count"), [(20.0, 0), (20.1, 1)])
def test_oblique_edge(angle, count):
    assert len(scan_warnings(turned(angle))) == count


@pytest.mark.parametrize(
    ("change", "word", "count"),
    [
        ({"lesion_fraction": 0.07}, "under 7%", 0), ({"lesion_fraction": 0.069}, "under 7%", 1),
        ({"growth": 1.19}, "growth", 1), ({"growth": 1.2}, "growth", 0),
        ({"growth": 1.7}, "growth", 0), ({"growth": 1.71}, "growth", 1),
        ({"ratio_percent": 29.9}, "ratio", 1), ({"ratio_percent": 30.0}, "ratio", 0),
        ({"ratio_percent": 150.0}, "ratio", 0), ({"ratio_percent": 150.1}, "ratio", 1),
        ({"ratio_se_points": 15.0}, "standard error", 0),
        ({"ratio_se_points": 15.1}, "standard error", 1),
        ({"volumes_ml": {"contra_neonatal": 129.0, "ipsi_neonatal": 129.0}}, "hemisphere of", 1),
        ({"volumes_ml": {"contra_neonatal": 281.0}}, "hemisphere of 281 ml", 1),
        ({"volumes_ml": {"contra_month3": 199.0}}, "hemisphere of 199 ml", 1),
        ({"volumes_ml": {"contra_month3": 401.0}}, "hemisphere of 401 ml", 1),
        ({"volumes_ml": {"ipsi_neonatal": 169.0}}, "affected side is", 1),
        ({"volumes_ml": {"ipsi_neonatal": 171.0}}, "affected side is", 0),
        ({"volumes_ml": {"ipsi_neonatal": 229.0}}, "affected side is", 0),
        ({"volumes_ml": {"ipsi_neonatal": 231.0}}, "affected side is", 1),
        ({"alternatives": {"own_baseline": 100.0}}, "own first scan", 0),
        ({"alternatives": {"own_baseline": 100.1}}, "the ratio is 100%, not 90%", 1),
        ({"alternatives": {"own_baseline": 80.0}}, "own first scan", 0),
        ({"alternatives": {"own_baseline": 79.9}}, "the ratio is 80%, not 90%", 1),
    ],
)  # fmt: skip
def test_edges(change, word, count):
    assert len([line for line in told(**change) if word in line]) == count


def test_sform_and_qform_that_exchange_left_and_right(spoil, measured):
    def contradict(image):
        mirror = np.diag([-1.0, 1, 1, 1]) @ image.affine
        image.set_sform(image.affine, 1)
        image.set_qform(mirror, 1)
        return image

    found = measure(spoil(neonatal_t2=contradict)).result
    assert [line for line in found["warnings"] if "mirror image" in line]
    assert found["ratio_percent"] == measured.result["ratio_percent"]


SHAPE = (30, 40, 50)
CENTRE = (np.array(SHAPE) - 1) / 2
FAR = 2 * CENTRE


@pytest.mark.parametrize("around", [0 * FAR, CENTRE, FAR], ids=["first", "centre", "last"])
@pytest.mark.parametrize("axis", [(0, 0, 1), (1, 0, 0), FAR], ids=["z", "x", "first to last"])
@pytest.mark.parametrize(("degrees", "shift"), [(0, 1.9), (0, 2.1), (2, 0), (30, 0), (90, 3)])
def test_how_far_sform_and_qform_place_a_scan_apart(tmp_path, around, axis, degrees, shift):
    """At any voxel: a scan turned about one of them has that one in its place."""
    sform, qform = np.eye(4), np.eye(4)
    axis = np.array(axis, float) / np.linalg.norm(axis)
    qform[:3, :3] = Rotation.from_rotvec(np.radians(degrees) * axis).as_matrix()
    qform[:3, 3] = around - qform[:3, :3] @ around + (shift, 0, 0)
    image = nib.Nifti1Image(np.arange(np.prod(SHAPE), dtype=float).reshape(SHAPE), sform)
    image.set_sform(sform, 1)
    image.set_qform(qform, 1)
    nib.save(image, tmp_path / "a.nii")
    voxels = np.indices(SHAPE).reshape(3, -1)
    moved = (qform[:3, :3] - np.eye(3)) @ voxels + qform[:3, 3:]
    apart = np.linalg.norm(moved, axis=0).max()
    said = f"they place it up to {apart:.0f} mm apart" if apart > 2 else ""
    assert read_scan(tmp_path / "a.nii").conflict == said


@pytest.mark.parametrize(
    ("field", "value"), [("quatern_d", 16.0), ("quatern_b", np.nan), ("qoffset_x", np.inf)]
)
def test_a_qform_that_is_none_beside_an_sform(spoil, measured, field, value):
    def damage(image):
        image.set_sform(image.affine, 1)
        image.set_qform(image.affine, 1)
        image.header[field] = value
        return image

    found = measure(spoil(neonatal_t2=damage)).result
    assert [line for line in found["warnings"] if "no rotation" in line]
    assert found["ratio_percent"] == measured.result["ratio_percent"]


def test_sform_and_qform_that_agree_up_to_rounding(spoil):
    def nearly(image):
        image.set_sform(image.affine, 1)
        image.set_qform(image.affine + 1e-4 * (np.arange(16).reshape(4, 4) < 12), 1)
        return image

    assert not [line for line in measure(spoil(neonatal_t2=nearly)).result["warnings"]
                if "sform" in line]  # fmt: skip


def test_a_plane_beside_the_fissure(folder, measured):
    """Near enough to be no mistake, too far to be the midline."""
    plane = measured.infant.plane
    normal = np.array(plane.normal)
    points = [(p + (plane.offset - 3 - normal @ p) * normal).tolist()
              for p in ([0.0, 0, 0], [0, 40.0, 0], [0, 0, 40.0])]  # fmt: skip
    found = measure(inputs(folder, month3_landmarks=points)).result
    (line,) = [line for line in found["warnings"] if "fissure" in line]
    assert line.startswith("3 months")


def test_a_fissure_beside_the_plane_is_told_where_it_moves_the_ratio_far(folder, measured):
    """Less than half a voxel, but more than fifteen points of the ratio."""
    infant, expected = measured.infant, measured.result["expected_ml"]
    points = 200 * 1.6 * tissue_per_mm(infant) / expected
    assert points > 15
    beside = replace(infant, plane=replace(infant.plane, offset=infant.plane.offset - 1.6))

    def lines(ml):
        found = session_warnings(measured.newborn, beside, ml)
        return [line for line in found if "fissure" in line]

    (line,) = lines(expected)
    assert "points)" in line
    assert not lines(100 * expected)


def test_tissue_that_a_shifted_plane_gives_away(measured):
    infant = measured.infant
    beside = replace(infant, plane=replace(infant.plane, offset=infant.plane.offset - 2))
    before, after = half_volumes(infant), half_volumes(beside)
    assert before[0] - after[0] == pytest.approx(2 * tissue_per_mm(infant), rel=0.25)


def test_tissue_under_a_one_sided_coil_is_seen_as_tissue():
    """Near the coil it is as bright as fluid far away; so it was left out of the coil's field."""
    shape = (48, 40, 40)
    rng = np.random.default_rng(1)
    fluid = np.zeros(shape, bool)
    fluid[::8, :, 8:32] = fluid[4::8, 10:20, :] = True
    ramp = np.linspace(0, 1, shape[0]).reshape(-1, 1, 1)
    data = np.where(fluid, 1000.0, 600.0) * np.exp(0.8 * ramp) + rng.normal(0, 10, shape)
    scan = Volume(data.astype(np.float32), np.diag([2.0, 2, 2, 1]))
    drawn = np.zeros(shape, np.uint8)
    drawn[:, 20:24:2, 4] = drawn[:, 20, 20] = 2
    drawn[fluid & (rng.uniform(size=shape) < 0.02)] = 3
    drawn[fluid & (drawn == 2)] = 0
    labels = scan.like(drawn)

    def clear(seen, at):
        return seen.data < at.middle

    first = clear(scan, levels(scan, labels, cyst_is_fluid=True))
    _, found = settled(scan, labels, True, clear)
    near = np.broadcast_to(ramp > 0.8, shape) & ~fluid
    assert first[near].mean() < 0.5
    assert found[near].mean() > 0.95
    assert found[fluid].mean() < 0.05


def island(measured, right=False, drawn=None):
    """Changes that put a bright block without a scribble into the diffusion scan."""
    session = measured.newborn
    left = session.plane.distance
    from tissue_loss.volume import world

    apart = session.brain & ~session.lesion & (session.tissue > 0.95) & session.above
    from scipy import ndimage

    deep = ndimage.binary_erosion(apart, iterations=2)
    points = world(session.t2, deep)
    away = left(points)
    chosen = points[(away > 12) if right else (away < -12)]
    centre = chosen[np.argmin(chosen[:, 1])]  # far back, away from the stroke

    def place(image):
        index = np.linalg.inv(image.affine) @ np.append(centre, 1)
        return tuple(slice(int(n) - 1, int(n) + 2) for n in np.rint(index[:3]))

    def bright(image):
        data = np.asarray(image.dataobj).copy()
        data[place(image)] = np.quantile(data, 0.999)
        return with_data(image, data)

    def denied(image):
        data = np.asarray(image.dataobj).copy()
        data[place(image)] = drawn
        return with_data(image, data)

    return {"neonatal_dwi": bright} | ({} if drawn is None else {"neonatal_seeds": denied})


def lesion_ml(measurement):
    return measurement.result["volumes_ml"]["lesion_neonatal"]


def test_an_island_without_a_scribble_is_counted_and_told(spoil, measured):
    found = measure(spoil(**island(measured)))
    assert [line for line in found.result["warnings"] if "1 island (" in line and "counted" in line]
    assert lesion_ml(found) - lesion_ml(measured) == pytest.approx(27 * 0.064, rel=0.45)


def test_an_island_scribbled_as_tissue_is_none(spoil, measured):
    found = measure(spoil(**island(measured, drawn=2)))
    assert not [line for line in found.result["warnings"] if "island" in line]
    assert lesion_ml(found) == pytest.approx(lesion_ml(measured), rel=0.02)


def test_an_island_on_the_other_side_is_told_and_not_counted(spoil, measured):
    found = measure(spoil(**island(measured, right=True)))
    assert [line for line in found.result["warnings"] if "on the other side" in line]
    assert lesion_ml(found) == pytest.approx(lesion_ml(measured), rel=0.02)


@pytest.mark.parametrize("on_diffusion", [False, True])
def test_a_dark_core(spoil, measured, on_diffusion):
    """Told also where bleeding is dark on diffusion, and so is not found as lesion."""
    from scipy import ndimage

    from tissue_loss.volume import world

    session = measured.newborn
    places = world(session.t2, ndimage.binary_erosion(session.lesion))
    away = np.linalg.norm(places - places.mean(axis=0), axis=1)
    places = places[away < 13] if on_diffusion else places

    def filled(value):
        def change(image):
            inverse = np.linalg.inv(image.affine)
            index = np.rint(places @ inverse[:3, :3].T + inverse[:3, 3]).astype(int)
            data = np.asarray(image.dataobj).copy()
            data[tuple(index.T)] = value
            return with_data(image, data)

        return change

    changes = {"neonatal_t2": filled(320.0)}
    if on_diffusion:
        changes |= {"neonatal_dwi": filled(50.0), "neonatal_seeds": filled(0)}
    found = measure(spoil(**changes))
    assert [line for line in found.result["warnings"] if "dark core" in line]


def scarred(folder, measured, depth, radius_mm=26):
    """Changes that give deep tissue of the affected side a share of fluid, as a scar looks."""
    drawn = np.asarray(nib.load(folder / "month3_seeds.nii.gz").dataobj)
    session = measured.infant
    from scipy import ndimage

    from tissue_loss.volume import world

    left = session.plane.distance(world(session.t2, session.brain)) < -8
    side = np.zeros_like(session.brain)
    side[session.brain] = left
    deep = ndimage.binary_erosion((session.tissue > 0.95) & side & session.above)
    places = world(session.t2, deep & (session.labels.data == 0))
    middle = places[np.argmin(places[:, 1])] + [0, 20, 10]  # behind the stroke
    places = places[np.linalg.norm(places - middle, axis=1) < radius_mm]

    def half(image):
        inverse = np.linalg.inv(image.affine)
        index = tuple(np.rint(places @ inverse[:3, :3].T + inverse[:3, 3]).astype(int).T)
        data = np.asarray(image.dataobj).copy()
        tissue, fluid = (float(np.median(data[drawn == label])) for label in (2, 3))
        data[index] = (1 - depth) * tissue + depth * fluid
        return with_data(image, data)

    return {"month3_t2": half, "month3_t1": half}


@pytest.mark.parametrize(("depth", "lines"), [(0.7, 1), (0.05, 0)])
def test_a_scar_is_told(folder, spoil, measured, depth, lines):
    found = measure(spoil(**scarred(folder, measured, depth))).result
    said = [line for line in found["warnings"] if "neither tissue nor fluid" in line]
    assert len(said) == lines


def test_what_a_scar_moves_is_what_is_told(folder, spoil, measured):
    found = measure(spoil(**scarred(folder, measured, 0.6, radius_mm=20)))
    more = scar_ml(found.infant) - scar_ml(measured.infant)
    gained = found.result["ratio_percent"] - measured.result["ratio_percent"]
    assert gained > 2
    assert gained == pytest.approx(100 * more / found.result["expected_ml"], rel=0.4)
