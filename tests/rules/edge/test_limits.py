"""A flood meets a limit; a person does not."""

from csn_app.edge import cookies, limits


def test_a_session_has_so_many_sockets_and_no_more() -> None:
    held = [limits.one_more_socket("somebody") for _ in range(limits.SOCKETS)]
    assert all(socket.__enter__() for socket in held)
    with limits.one_more_socket("somebody") as taken, limits.one_more_socket("somebody else") as other:
        assert (taken, other) == (False, True)
    held.pop().__exit__(None, None, None)
    with limits.one_more_socket("somebody") as taken:
        assert taken
    for socket in held:
        socket.__exit__(None, None, None)


def test_a_tab_that_floods_waits_and_another_does_not() -> None:
    flooding, calm = {"token": "flood"}, {"token": "calm"}
    taken = sum(limits.takes(flooding, now=0.0) for _ in range(1_000))
    assert taken == limits.BURST
    assert limits.takes(calm, now=0.0)
    assert not limits.takes(flooding, now=0.01)
    assert limits.takes(flooding, now=1.0)


def test_an_odd_cookie_of_another_program_hides_none_of_ours() -> None:
    for odd in ('prefs={"a":1}', "foo", "a b=1", "[x]=1"):
        assert cookies.read(f"{odd}; __Host-csn-x=secret", "__Host-csn-x") == "secret"
