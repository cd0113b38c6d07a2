"""Every bad file of tests/bad_input.toml gets the clear answer it says, in little time and little memory."""

import datetime as dt
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from foundation.refusals import Refused
from integrations.sims.client import SimsFile
from schools.intake.rules.problems import Problem, Problems
from tests.integrations.bad_files import MADE

ROOT = Path(__file__).resolve().parents[2]
CASES = tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
READ_BY = {"sims-roll": "roll", "sims-marks": "marks"}
OURS = [case for case in CASES if case["surface"] in READ_BY]
AS_AT = dt.date(2026, 10, 20)
MOST_MEMORY_MB = 60


def write(case: dict[str, Any], path: Path) -> None:
    given = case["input"]
    if "made" in given:
        MADE[given["made"]](path)
    elif "hex" in given:
        path.write_bytes(bytes.fromhex(given["hex"]))
    else:
        encoding = "utf-8-sig" if given.get("bom") else given.get("encoding", "utf-8")
        path.write_bytes(given["text"].encode(encoding))


def read(path: Path, kind: str) -> tuple[Problems, Problem | None]:
    problems = Problems("SIMS")
    with path.open("rb") as stream:
        try:
            getattr(SimsFile(stream), kind)(problems, as_at=AS_AT)
        except Refused as refused:
            gave_up = Problems("SIMS")
            gave_up.refused(refused)
            return problems, gave_up.kept()[0]
    return problems, None


@pytest.mark.parametrize("case", OURS, ids=[f"{case['id']}-{case['title']}" for case in OURS])
def test_a_bad_file_is_met_by_a_clear_answer(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(case, path)
    problems, refused = read(path, READ_BY[case["surface"]])
    if case["answer"] == "clean":
        assert refused is None
        assert not problems.kept()
        return
    found = (
        [refused] if case["answer"] == "refused" else [each for each in problems.kept() if each.code == case["code"]]
    )
    assert found, (str(refused), [str(each) for each in problems.kept()])
    answer = found[0]
    assert answer is not None, [str(each) for each in problems.kept()]
    assert answer.code == case["code"], str(answer)
    assert answer.severity == ("error" if case["answer"] == "refused" else case["answer"])
    for place in ("row", "field"):
        if place in case:
            assert getattr(answer, place) == case[place]
    said = str(answer)
    for words in case["says"]:
        assert words.lower() in said.lower(), said
    everything = " ".join(str(each) for each in [*problems.kept(), *([refused] if refused else [])])
    for words in case.get("never", ()):
        assert words not in everything


def test_every_answer_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    for case in OURS:
        if "made" in case["input"]:
            continue
        write(case, tmp_path / "file")
        problems, refused = read(tmp_path / "file", READ_BY[case["surface"]])
        for answer in [*problems.kept(), *([refused] if refused else [])]:
            assert re.match(r"[A-ZÀ-Þ“0-9]", answer.words), answer.words
            assert answer.words.endswith((".", ")")), answer.words
            # A few words tell both what is wrong and what to do.
            assert answer.remedy.endswith((".", ")")) or len(answer.words) > 60, str(answer)


def test_the_cases_are_told_apart() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
    wanted = {f"D{n}" for n in range(55, 85)} | {f"E{n}" for n in [*range(85, 94), 97, 98, 99, 103, 104]}
    assert wanted <= {case["id"] for case in CASES}
    print(f"{len(OURS)} bad files of {len(CASES)} cases clear")


@pytest.mark.parametrize("name", [name for name in MADE if "50_mb" in name or "million" in name or "rubbish" in name])
def test_a_huge_file_takes_little_memory(name: str, tmp_path: Path) -> None:
    """In a process of its own, since memory once taken is not given back."""
    path = tmp_path / "file"
    MADE[name](path)
    program = (
        "import resource, sys, datetime\n"
        "from integrations.sims.client import SimsFile\n"
        "from foundation.refusals import Refused\n"
        "from schools.intake.rules.problems import Problems\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "problems = Problems('SIMS')\n"
        "try:\n"
        "    SimsFile(open(sys.argv[1], 'rb')).marks(problems, as_at=datetime.date(2026, 10, 20))\n"
        "except Refused: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
        "print(sum(problems.counts.values()), len(problems.kept()))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    taken, counted = run.stdout.splitlines()
    assert int(taken) / 1024 < MOST_MEMORY_MB
    if name == "million_bad_rows":
        assert counted == "1000000 5000"
