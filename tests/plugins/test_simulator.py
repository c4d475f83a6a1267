"""What the simulated bank does beyond the port."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from commerce_payments_simulator.provider import Simulator
from commerce_payments_simulator.store import Session, SessionStatus, Store, default_directory

from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.kernel.plugins import PluginError, discover
from commerce.payments.providers import AttemptView, SessionRequest
from commerce.payments.types import OutcomeStatus as S

SECRET = "a secret of the tests"
AMOUNT = Money(500, "UZS")


def request(script: str) -> SessionRequest:
    return SessionRequest(
        attempt_id=new_id(),
        payable_ref="p",
        amount=AMOUNT,
        data={"script": script},
        inbound_url="http://127.0.0.1/webhooks/payments/simulator",
    )


async def test_it_remembers_after_a_restart(tmp_path) -> None:
    wish = request("accept")
    first = await Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=0).create_session(wish)

    again = Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=0)

    assert await again.create_session(wish) == first
    assert await again.fetch(AttemptView(wish.attempt_id, AMOUNT)) == first


async def test_it_takes_the_money_before_it_falls_silent(tmp_path) -> None:
    simulator = Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=60)
    silent, lost = request("timeout"), request("timeout_lost")

    for wish in (silent, lost):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(simulator.create_session(wish), 0.1)

    taken = await simulator.fetch(AttemptView(silent.attempt_id, AMOUNT))
    nothing = await simulator.fetch(AttemptView(lost.attempt_id, AMOUNT))
    assert [taken.status, nothing.status] == [S.OK, S.DECLINED]


async def test_an_unknown_script_takes_nothing(tmp_path) -> None:
    simulator = Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=0)
    wish = request("rob the bank")

    assert (await simulator.create_session(wish)).status is S.ERROR

    assert (await simulator.fetch(AttemptView(wish.attempt_id, AMOUNT))).status is S.DECLINED


async def test_an_attempt_cancelled_before_it_arrived_is_not_opened_later(tmp_path) -> None:
    simulator = Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=0)
    wish = request("accept")
    await simulator.cancel(AttemptView(wish.attempt_id, AMOUNT))

    assert (await simulator.create_session(wish)).status is S.DECLINED


def test_of_many_who_decide_at_once_one_decides(tmp_path) -> None:
    uid = new_id()
    waiting = Session(str(uid), SessionStatus.WAITING, "", 500, "UZS", "", "", "en")
    Store(tmp_path).open(waiting)
    wishes = [SessionStatus.TAKEN, SessionStatus.DECLINED] * 8

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda status: Store(tmp_path).decide(uid, status), wishes))

    assert len({each.status for each in found if each is not None}) == 1


def test_each_working_directory_has_its_own_bank(tmp_path, monkeypatch) -> None:
    here = default_directory()
    monkeypatch.chdir(tmp_path)

    assert default_directory() != here


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("payments-simulator", {"secret": "short"}),
        ("payments-simulator", {"colour": "red"}),
        ("payments-cod", {"currencies": ["sum"]}),
        ("payments-cod", {"maximum": {"UZS": 0}}),
    ],
)
def test_a_wrong_configuration_stops_the_start(name, config) -> None:
    with pytest.raises(PluginError, match=name):
        discover((name,), {name: config})
