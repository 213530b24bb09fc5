from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.matching import L33T_TABLE

from csn_app.identity import codes, wording
from csn_app.identity.contacts import is_mobile, mask_email, mask_phone, normal_email, normal_phone
from csn_app.identity.hashing import hash_password, verify_password
from csn_app.identity.login_id import LoginIdFlaw, LoginIdRefused, check_login_id, proposals
from csn_app.identity.names import fold
from csn_app.identity.password import PasswordFlaw, PasswordRefused, Personal, check_password
from csn_app.identity.rules import minutes_after, network_of, tries_left, wait_after

MARTIN = Personal(
    words=("Martin", "Dubuisson", "martin.dubuisson@example.fr", "0639980101", "1510314118901"),
    birth_date=date(1951, 3, 14),
)


@pytest.mark.parametrize(
    ("given_name", "family_name", "first"),
    [
        ("Alice", "Martin", "alice.martin"),
        ("Jean-Baptiste", "D'Ornano-L'Hermite", "jean-baptiste.d-ornano-l-hermite"),
        ("Éric", "Œuvrard", "eric.oeuvrard"),
        ("Li", "Xu", "li.xu.carnet"),
        ("", "Martin", "martin.carnet"),
    ],
)
def test_prenom_nom_is_proposed(given_name: str, family_name: str, first: str) -> None:
    assert proposals(given_name, family_name)[0] == first


@given(st.text(max_size=120), st.text(max_size=120))
def test_every_proposal_is_accepted(given_name: str, family_name: str) -> None:
    for proposed in proposals(given_name, family_name)[:3]:
        assert check_login_id(proposed) == proposed


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("  ", LoginIdFlaw.EMPTY),
        ("alice.martin@example.fr", LoginIdFlaw.EMAIL),
        ("1 89 12 75 125 012 82", LoginIdFlaw.NIR),
        ("1891275125012", LoginIdFlaw.NIR),
        ("fr76.3000.6000.0112.3456.7890.189", LoginIdFlaw.IBAN),
        ("a.b", LoginIdFlaw.LENGTH),
        ("a." + "b" * 99, LoginIdFlaw.LENGTH),
        ("alice martin.", LoginIdFlaw.CHARACTERS),
        ("éric.dupont", LoginIdFlaw.CHARACTERS),
        ("alicemartin", LoginIdFlaw.NO_DOT),
        ("alicemartin.", LoginIdFlaw.NO_DOT),
    ],
)
def test_other_identifiants_are_refused_with_the_reason(typed: str, flaw: LoginIdFlaw) -> None:
    with pytest.raises(LoginIdRefused) as refused:
        check_login_id(typed)
    assert refused.value.flaw is flaw


def test_capitals_and_spaces_around_are_forgiven() -> None:
    assert check_login_id(" Alice.Martin ") == "alice.martin"


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("", PasswordFlaw.EMPTY),
        ("court", PasswordFlaw.SHORT),
        ("123456789012", PasswordFlaw.ONLY_DIGITS),
        ("dubuïsson!en-bateau", PasswordFlaw.PERSONAL),
        ("vive-le-14/03/1951-bis", PasswordFlaw.PERSONAL),
        ("tel 06.39.98.01.01", PasswordFlaw.PERSONAL),
        ("azertyuiop12", PasswordFlaw.COMMON),
        ("motdepasse12", PasswordFlaw.COMMON),
        ("Password1234", PasswordFlaw.COMMON),
        ("aaaaaaaaaaaa", PasswordFlaw.COMMON),
        ("abcdefghijkl", PasswordFlaw.COMMON),
        ("x" * 201, PasswordFlaw.LONG),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, flaw: PasswordFlaw) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check_password(password, personal=MARTIN)
    assert refused.value.flaw is flaw


@pytest.mark.parametrize(
    "password", ["lampe-jardin-3Canoës", "cerise vélo nuage papier", "kv8#pQz2!mWx", "phrase-de-passe " * 6]
)
def test_passwords_of_any_kind_are_accepted(password: str) -> None:
    check_password(password, personal=MARTIN)


@pytest.mark.parametrize(
    "password", ["4@8({[<369!1|0$5+7%2" * 10, ("4@8({[<369!1|0$5+7%2" * 4)[:72], "p@$$w0rd!1|+7" * 9]
)
def test_a_password_made_to_be_slow_to_measure_is_measured_on_little(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The time grows with the length and with the spellings to try: 72 such signs took 21 seconds.
    measured: list[str] = []

    def only_measured(text: str, user_inputs: list[str]) -> dict[str, int]:
        assert user_inputs
        measured.append(text)
        return {"guesses": 10**9}

    monkeypatch.setattr("csn_app.identity.password.zxcvbn", only_measured)
    check_password(password, personal=MARTIN)
    assert [len(text) <= 40 for text in measured] == [True]
    letters = [letter for letter, signs in L33T_TABLE.items() for sign in signs if sign in measured[0]]
    assert len(letters) - len(set(letters)) <= 2


@pytest.mark.parametrize("password", ["p@$$w0rd1234", "@zertyuiop12", "motdep@$$e12"])
def test_a_common_password_is_known_under_its_disguise(password: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check_password(password, personal=MARTIN)
    assert refused.value.flaw is PasswordFlaw.COMMON


@pytest.mark.parametrize("typed", ["k7m2q9xa4b1z", "K7M2 Q9XA 4B1Z", " k7m2-q9xa–4b1z\n", "K7M2\u00a0Q9XA\u202f4B1Z"])
def test_an_activation_code_is_read_however_it_is_pasted(typed: str) -> None:
    assert codes.normalise(typed) == "K7M2Q9XA4B1Z"
    assert codes.is_activation_code(codes.normalise(typed))


def test_drawn_codes_have_their_shape() -> None:
    drawn = {codes.new_activation_code() for _ in range(200)}
    assert len(drawn) == 200
    assert all(codes.is_activation_code(code) and not set(code) & set("ILO01") for code in drawn)
    assert all(len(c) == 6 and c.isdigit() for c in (codes.new_security_code() for _ in range(50)))
    assert len(set(codes.new_recovery_codes())) == 8
    assert codes.in_fours("K7M2Q9XA4B1Z") == "K7M2 Q9XA 4B1Z"


def test_contacts_are_masked() -> None:
    assert mask_phone("0639980118") == "06 •• •• •• 18"
    assert mask_email("alice.martin@example.fr") == "a•••@example.fr"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [("06 39 98 01 18", "0639980118"), ("+33639980118", "0639980118"), ("0033 (0)6 39 98 01 18", "0639980118")],
)
def test_a_number_is_read_however_it_is_written(typed: str, phone: str) -> None:
    assert normal_phone(typed) == phone
    assert is_mobile(phone)


def test_what_is_no_contact_is_refused() -> None:
    assert normal_phone("123") == ""
    assert normal_email("alice") == ""
    assert normal_email(" A@B.fr") == "a@b.fr"


def test_fold_forgets_accents_and_punctuation() -> None:
    assert fold("D’Ornano-L'Hermite ŒUVRÉ ") == "d ornano l hermite oeuvre"


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (5000, 15)]
)
def test_waits_grow_from_one_to_fifteen_minutes(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)
    assert minutes_after(failures) == minutes
    assert (f"bloquée {minutes}\u00a0minute" in wording.password_wrong(failures)) == bool(minutes)
    assert tries_left(failures) == max(0, 5 - failures)


def test_a_password_is_the_same_however_its_accents_are_sent() -> None:
    kept = hash_password("cerise v\u00e9lo nuage papier")
    assert verify_password(kept, "cerise ve\u0301lo nuage papier")
    assert not verify_password(kept, "cerise velo nuage papier")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_ipv6_line_waits_as_a_whole(address: str, network: str) -> None:
    assert network_of(address) == network
