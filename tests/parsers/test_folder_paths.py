"""Paths and the folders that they belong to."""

from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers.folder_paths import folders_at, parents


def test_a_path_belongs_to_the_nearest_folder_that_takes_it():
    paths = ["a/b/x.csv", "a/b/y.png", "c.csv"]
    found = folders_at({"a", "a/b"}, paths, lambda path: path != "y.png")
    assert [(f.root, f.paths) for f in found] == [("a/b", ("a/b/x.csv",)), ("a", ("a/b/y.png",))]


def test_what_belongs_to_no_folder_is_left():
    assert folders_at({"a"}, ["b/x.csv", "ab/x.csv"], lambda path: True) == []


@given(st.text(alphabet="a/.", max_size=20))
def test_parents_end_and_begin_the_path(path):
    for parent in parents(path):
        assert path.startswith(parent)
