"""A trust's policy in its tables and on its forms: versions stay, drafts are whole, and no trust sees another's."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError
from django.test import Client
from django.utils import timezone

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.refusals import Overtaken, Refused
from tenants.journal.models import AuditLine, OutboxRow
from tenants.policies.models import POLICY_APPROVED, PolicyDraft, PolicyVersion
from tenants.policies.operations.approving import approve_draft
from tenants.policies.operations.drafting import begin_draft, change_draft, withdraw_draft
from tenants.policies.queries import document_of, draft_of, live_on, versions
from tenants.policies.rules import judging
from tenants.policies.rules.canonical import sha256_of
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.editing import plain_of, with_item, without_item, without_stage
from tenants.policies.rules.judging import Finding
from tenants.policies.rules.writing import as_toml
from tenants.trusts import provisioning
from tenants.trusts.models import Trust
from tenants.trusts.scopes import trust_work
from tests.layout.tree import ROOT
from tests.world import World

TODAY = dt.date(2026, 11, 19)
CASES = [
    case
    for case in tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
    if case["surface"] == "policy-draft"
]
FIVE = "/policy/draft/stages/listen/criteria/five/"


@pytest.fixture
def trust(world: World) -> Trust:
    """A trust of its own, with people, for each test."""
    number = next(world._numbers)
    made = provisioning.provision_trust(name=f"Extra Trust {number}", slug=f"extra-trust{number}")
    world.employ_all([Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER], made)
    return made


@pytest.fixture
def manager(world: World, trust: Trust) -> Actor:
    person = world.person(Role.TRUST_DATA_MANAGER, trust)
    return Actor(person.pk, person.name)


@pytest.fixture
def drafted(trust: Trust, manager: Actor) -> Trust:
    with trust_work(trust):
        begin_draft(trust.pk, by=manager, now=timezone.now(), today=TODAY)
    return trust


def approve(trust: Trust, by: Actor, from_day: dt.date, *, edits: int = 0, past: bool = False) -> PolicyVersion:
    return approve_draft(
        trust.pk, edits=edits, from_day=from_day, past_is_meant=past, by=by, now=timezone.now(), today=TODAY
    )


def raised(trust: Trust, value: int = 6) -> None:
    """Change five sessions to six in the draft."""
    draft = draft_of(trust.pk)
    assert draft is not None
    document = document_of(draft)
    item = plain_of(document)["stages"][1]["criteria"][0]
    item["all"][0]["at_least"] = value
    by = Actor(draft.changed_by_id, draft.changed_by)
    made = with_item(document, "listen", "criteria", item, instead_of="five")
    change_draft(trust.pk, made, edits=draft.edits, by=by, now=timezone.now())


class TestVersions:
    def test_a_trust_that_is_made_has_the_default_policy_and_no_other_trust_sees_it(
        self, world: World, trust: Trust
    ) -> None:
        with trust_work(trust):
            (row,) = versions(trust.pk)
            assert document_of(row) == default_policy()
            assert row.sha256 == sha256_of(row.document)
            assert AuditLine.objects.filter(act="policy_begun").count() == 1
        with trust_work(world.northfield):
            assert not PolicyVersion.objects.filter(trust_id=trust.pk).exists()

    def test_nobody_can_change_or_remove_a_version(self, trust: Trust) -> None:
        with trust_work(trust), pytest.raises(ProgrammingError, match="permission denied"):
            PolicyVersion.objects.update(document="{}")
        with trust_work(trust), pytest.raises(ProgrammingError, match="permission denied"):
            PolicyVersion.objects.all().delete()

    def test_nobody_adds_a_version_to_another_trust(self, world: World, trust: Trust) -> None:
        with trust_work(world.northfield), pytest.raises(ProgrammingError, match="row-level security"):
            day = dt.date(2026, 9, 1)
            PolicyVersion.objects.create(
                trust_id=trust.pk, version=2, from_day=day, letters_from=day, document="{}", sha256="0" * 64,
                drafted_by="A", approved_by="B", approved_at=timezone.now(),
            )  # fmt: skip

    def test_a_version_decides_from_its_day_and_the_one_before_until_then(self, drafted: Trust, manager: Actor) -> None:
        with trust_work(drafted):
            raised(drafted)
            approve(drafted, manager, dt.date(2027, 1, 4), edits=1)
            on = {day: live_on(drafted.pk, day) for day in (dt.date(2027, 1, 3), dt.date(2027, 1, 4))}
            assert [row.version for row in on.values() if row] == [1, 2]
            live = on[dt.date(2027, 1, 4)]
            assert live is not None
            assert document_of(live).stage("listen").criteria[0].all[0].at_least == 6
            assert document_of(live).from_day == dt.date(2027, 1, 4)
            assert draft_of(drafted.pk) is None
            assert live_on(drafted.pk, dt.date(2026, 8, 31)) is None


class TestDrafts:
    def test_one_at_a_time(self, drafted: Trust, manager: Actor) -> None:
        with trust_work(drafted), pytest.raises(Refused, match="begun a draft already"):
            begin_draft(drafted.pk, by=manager, now=timezone.now(), today=TODAY)

    def test_nobody_changes_or_approves_what_they_have_not_seen(self, drafted: Trust, manager: Actor) -> None:
        with trust_work(drafted):
            raised(drafted)
            with pytest.raises(Overtaken, match="changed the draft meanwhile"):
                approve(drafted, manager, TODAY, edits=0)
            with pytest.raises(Overtaken):
                withdraw_draft(drafted.pk, edits=0, by=manager)
            withdraw_draft(drafted.pk, edits=1, by=manager)
            with pytest.raises(Overtaken, match="no draft any more"):
                approve(drafted, manager, TODAY, edits=1)
            acts = set(AuditLine.objects.values_list("act", flat=True))
            assert {"policy_draft_begun", "policy_draft_changed", "policy_draft_withdrawn"} <= acts

    def test_a_stage_in_use_is_dropped_where_another_replaces_it(self, drafted: Trust, manager: Actor) -> None:
        with trust_work(drafted):
            document = document_of(PolicyDraft.objects.get())
            kept = without_stage(document, "authority", by="improve")
            change_draft(drafted.pk, kept, edits=0, by=manager, now=timezone.now())
            assert document_of(PolicyDraft.objects.get()).replaced[0].by == "improve"

    def test_a_stage_in_the_middle_leaves_no_gap_and_no_exit_to_nowhere(self) -> None:
        left = without_stage(default_policy(), "support", by="listen")
        assert [stage.place for stage in left.in_order] == [0, 1, 2, 3]
        assert {way.to for stage in left.stages for way in stage.exits} == {"monitor", "listen"}

    def test_the_only_thing_done_at_a_stage_stays(self, drafted: Trust, manager: Actor) -> None:
        with trust_work(drafted):
            bare = without_item(default_policy(), "authority", "actions", "consider")
            with pytest.raises(Refused, match="has no action"):
                change_draft(drafted.pk, bare, edits=0, by=manager, now=timezone.now())
            assert PolicyDraft.objects.get().edits == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_draft_of_the_list_of_bad_input_is_refused(drafted: Trust, manager: Actor, case: dict[str, Any]) -> None:
    with trust_work(drafted), pytest.raises(Refused) as refused:
        if "drop" in case["input"]:
            left = tuple(one for one in default_policy().stages if one.key != case["input"]["drop"])
            made = default_policy().model_copy(update={"stages": left})
            change_draft(drafted.pk, made, edits=0, by=manager, now=timezone.now())
        else:
            approve(drafted, manager, dt.date.fromisoformat(case["input"]["from"]))
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == (case["code"], case["field"])
    assert [words for words in case["says"] if words not in fault.said] == []


class TestApproving:
    def test_a_past_day_that_is_meant_decides_and_sends_no_letters_for_itself(
        self, drafted: Trust, manager: Actor
    ) -> None:
        with trust_work(drafted):
            row = approve(drafted, manager, dt.date(2026, 11, 1), past=True)
            assert (row.from_day, row.letters_from) == (dt.date(2026, 11, 1), TODAY)

    def test_schools_are_promised_the_version(self, drafted: Trust, manager: Actor) -> None:
        with trust_work(drafted):
            approve(drafted, manager, TODAY)
            assert list(OutboxRow.objects.filter(topic=POLICY_APPROVED).values_list("payload", flat=True)) == [
                {"version": 2}
            ]


class TestPages:
    @pytest.fixture
    def client(self, world: World, drafted: Trust) -> Client:
        return world.client(world.person(Role.TRUST_DATA_MANAGER, drafted), drafted)

    @pytest.fixture
    def leader(self, world: World, drafted: Trust) -> Client:
        return world.client(world.person(Role.TRUST_LEADER, drafted), drafted)

    @pytest.fixture
    def nothing_saved(self, drafted: Trust) -> Iterator[None]:
        yield
        with trust_work(drafted):
            assert PolicyDraft.objects.get().edits == 0

    def test_a_criterion_comes_back_from_its_form_as_it_was(self, client: Client, drafted: Trust) -> None:
        """Nothing is lost between a document and its forms."""
        for stage in default_policy().stages:
            for part in ("criteria", "exits", "actions"):
                for one in getattr(stage, part):
                    address = f"/policy/draft/stages/{stage.key}/{part}/{one.key}/"
                    page = client.get(address)
                    typed = {
                        field.html_name: field.value()
                        for field in page.context["form"]
                        if field.value() is not None and field.value() is not False
                    }
                    assert client.post(address, typed).status_code == 302, address
        with trust_work(drafted):
            assert PolicyDraft.objects.get().edits == 0

    @pytest.mark.usefixtures("nothing_saved")
    @pytest.mark.parametrize(
        ("changed", "field", "says"),
        [
            ({"value_1": "110 %"}, "value_1", "never a percentage"),
            ({"value_1": "-1"}, "value_1", "cannot be counted"),
            ({"value_1": "1/10"}, "value_1", "is a count"),
            ({"length_1": "99"}, "length_1", "longer than a school year"),
            ({"may_1": "8 to 4"}, "value_1", "begins above its end"),
            ({"measure_1": "codes", "codes_1": "L"}, "codes_1", "no code of absence"),
            ({"value_1": "10"}, "value_1", "opens by the same count as"),
            ({"value_1": "11"}, "value_1", "would open no later than"),
            ({"cohort": "years", "years": ""}, "cohort", "no cohort"),
            ({"cohort": "cla"}, "cohort", "not one of the available choices"),
            ({"key": "a b"}, "key", "letters, digits"),
            ({"key": "pa"}, "key", "is taken here"),
            ({"measure_1": ""}, None, "at least one"),
        ],
    )
    def test_what_a_file_may_not_hold_no_form_may(
        self, client: Client, changed: dict[str, str], field: str | None, says: str
    ) -> None:
        form = client.get(FIVE).context["form"]
        typed = {
            one.html_name: one.value() for one in form if one.value() is not None and one.value() is not False
        } | changed
        answer = client.post(FIVE, typed)
        assert answer.status_code == 422
        errors = answer.context["form"].errors
        assert says in " ".join(errors[field or "__all__"])

    @pytest.mark.usefixtures("nothing_saved")
    def test_a_letter_with_an_unknown_field_is_refused_beside_it(self, client: Client) -> None:
        address = "/policy/draft/letters/thanks/"
        form = client.get(address).context["form"]
        typed = {one.html_name: one.value() for one in form} | {"body": "Dear {{ a.__class__ }}"}
        answer = client.post(address, typed)
        assert answer.status_code == 422
        assert "brace" in answer.context["form"].errors["body"][0]

    @pytest.mark.usefixtures("nothing_saved")
    def test_a_file_is_taken_whole_or_not_at_all_with_its_lines(self, client: Client) -> None:
        bad = as_toml(default_policy()).replace("minutes = 20\n", "minutes = -20\n")
        answer = client.post("/policy/draft/import/", {"edits": 0, "file": SimpleUploadedFile("p.toml", bad.encode())})
        assert answer.status_code == 422
        said = " ".join(answer.context["form"].errors["__all__"])
        assert re.search(r"Line \d+.*stages\.listen\.actions\.talk\.minutes", said)

    def test_a_file_takes_the_place_of_the_draft_and_what_is_exported_can_come_back(
        self, client: Client, drafted: Trust
    ) -> None:
        text = client.get("/policy/draft/policy.toml").content.decode().replace("at_least = 5", "at_least = 6")
        sent = {"edits": 0, "file": SimpleUploadedFile("p.toml", text.encode())}
        assert client.post("/policy/draft/import/", sent).status_code == 302
        with trust_work(drafted):
            draft = PolicyDraft.objects.get()
            assert document_of(draft).stage("listen").criteria[0].all[0].at_least == 6
            assert document_of(draft).version == 2
        assert tomllib.loads(client.get("/policy/versions/1/policy.toml").content.decode())["version"] == 1

    def test_what_judges_find_stands_before_the_button(
        self, leader: Client, drafted: Trust, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(judging, "_judges", {})
        assert "Nothing here can try the draft on examples yet" in leader.get("/policy/draft/approve/").content.decode()
        finding = Finding("Five unexplained sessions", "Listen and understand", "Monitor")
        monkeypatch.setitem(judging._judges, "tests", ("Examples", lambda _live, _draft: [finding]))
        assert "Five unexplained sessions" in leader.get("/policy/draft/approve/").content.decode()
