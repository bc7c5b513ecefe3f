"""Three hundred broken files: each is judged in lines with a place or taken, and what is taken runs."""

from __future__ import annotations

from tests.scenario.fuzz import judged, mutated, tried

N_FILES = 300
N_RUNS = 8


def test_mutated_files_are_judged_in_plain_words_and_the_valid_ones_run(tmp_path):
    valid, complaints = [], {}
    for seed in range(N_FILES):
        data = mutated(seed)
        is_valid, odd = judged(data, tmp_path)
        valid += [data] if is_valid else []
        complaints |= {seed: odd} if odd else {}
    assert complaints == {}
    assert N_FILES / 10 < len(valid) < N_FILES / 2, "mutations that break everything or nothing show little"
    assert [odd for data in valid[:: len(valid) // N_RUNS] for odd in tried(data, tmp_path)] == []


def test_a_seed_names_the_same_file_every_time():
    assert mutated(7) == mutated(7)
    assert len({mutated(seed) for seed in range(100)}) > 90
