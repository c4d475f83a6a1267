"""Guessing: each attempt counts, whatever request it is in; nobody is locked out by others."""

from datetime import timedelta
from statistics import median
from time import perf_counter

import httpx
import pytest

from commerce.http.main import assemble
from commerce.kernel.clock import shifted
from tests.identity.conftest import Device
from tests.identity.documents import ERRORS, OTP_REQUEST, REGISTER, RESET_REQUEST, SIGN_IN
from tests.make.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("market")
MAIL = "a@example.uz"


def device_at(app, address: str) -> Device:
    transport = httpx.ASGITransport(app=assemble(app), client=(address, 1))
    return Device(httpx.AsyncClient(transport=transport, base_url="http://test"))


async def guess(device, password="wrong password 1", email=MAIL) -> str:
    payload = await device.ask(SIGN_IN, input={"contact": {"email": email}, "password": password})
    return payload["errors"][0]["code"] if payload["errors"] else "IN"


async def test_ten_wrong_passwords_make_the_sender_wait_longer_and_longer(device, make) -> None:
    await make.account(MAIL)
    waits, later = [], timedelta(0)

    for _ in range(10):
        with shifted(later):
            while await guess(device) == "TOO_MANY_ATTEMPTS":
                later += timedelta(seconds=1)
                break
        waits.append(later)
        later += timedelta(seconds=2 ** max(0, len(waits) - 5))

    with shifted(later + timedelta(seconds=1)):
        assert await guess(device) == "WRONG_CREDENTIALS"
        assert await guess(device) == "TOO_MANY_ATTEMPTS"
        assert await guess(device, PASSWORD) == "TOO_MANY_ATTEMPTS"


async def test_an_attacker_elsewhere_does_not_lock_the_owner_out(app, device, make) -> None:
    await make.account(MAIL)
    attacker = device_at(app, "203.0.113.9")

    outcomes = [await guess(attacker) for _ in range(12)]

    assert outcomes.count("WRONG_CREDENTIALS") == 5
    assert outcomes[-1] == "TOO_MANY_ATTEMPTS"
    assert await guess(device, PASSWORD) == "IN"


async def test_a_right_password_forgives_the_wrong_ones_before_it(device, make) -> None:
    await make.account(MAIL)

    for _ in range(4):
        for _ in range(4):
            assert await guess(device) == "WRONG_CREDENTIALS"
        assert await guess(device, PASSWORD) == "IN"


async def test_aliases_count_one_by_one(device, make) -> None:
    await make.account(MAIL)
    guesses = " ".join(
        f'g{n}: sessionCreate(input: {{contact: {{email: "{MAIL}"}}, password: "guess {n:06}"}})'
        f" {{ {ERRORS} }}"
        for n in range(5)
    )
    for _ in range(3):
        await guess(device)

    answer = (await device.send(f"mutation {{ {guesses} }}")).json()

    assert "errors" not in answer, answer
    found = [each["errors"][0]["code"] for each in answer["data"].values()]
    assert found == ["WRONG_CREDENTIALS"] * 2 + ["TOO_MANY_ATTEMPTS"] * 3


async def test_many_accounts_tried_from_one_place_count_together(app) -> None:
    app.settings = app.settings.model_copy(update={"rates": {"login": None}})
    device = device_at(app, "203.0.113.10")
    found = [await guess(device, email=f"person{n}@example.uz") for n in range(60)]

    assert found[:50] == ["WRONG_CREDENTIALS"] * 50
    assert "TOO_MANY_ATTEMPTS" in found[50:]


async def test_the_wait_is_told_in_seconds_and_in_four_languages(device, make) -> None:
    for _ in range(5):
        await guess(device)
    words = {}
    for language in ("en", "ru", "uz-Latn", "uz-Cyrl"):
        device.headers["accept-language"] = language
        error = await device.refusal(SIGN_IN, contact={"email": MAIL}, password="x")
        words[language] = error["message"]

    assert len(set(words.values())) == 4
    assert all(any(letter.isdigit() for letter in text) for text in words.values())


@pytest.mark.parametrize(
    ("document", "given"),
    [
        (SIGN_IN, {"password": "wrong password 1"}),
        (REGISTER, {"password": "Kashtan gullari 7"}),
        (RESET_REQUEST, {}),
        (OTP_REQUEST, {}),
    ],
    ids=["sign in", "register", "reset", "code"],
)
async def test_known_and_unknown_take_the_same_time(app, make, document, given) -> None:
    """A difference would be there in every series; one that is not is the machine's."""
    differences = []
    for series in range(5):
        known, unknown = await medians(app, make, document, given, series=series)
        differences.append(abs(known - unknown) / max(known, unknown))
        if differences[-1] < 0.20:
            return

    pytest.fail(f"known and unknown differ: {differences}")


async def medians(app, make, document, given, *, series: int) -> list[float]:
    """Seconds for pairs asked in turns, each from a place and about people of its own."""
    rounds = 25
    for n in range(rounds):
        await make.account(f"known{series}.{n}@example.uz")
    seconds: dict[str, list[float]] = {"known": [], "unknown": []}
    for n in range(rounds):
        device = device_at(app, f"198.51.{100 + series}.{n}")
        await device.ask("{ health { version } }")
        for who in sorted(seconds, reverse=n % 2 == 0):
            values = {"contact": {"email": f"{who}{series}.{n}@example.uz"}, **given}
            started = perf_counter()
            await device.ask(document, input=values)
            seconds[who].append(perf_counter() - started)
    return [median(times[3:]) for times in seconds.values()]
