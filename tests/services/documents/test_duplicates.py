"""The same file twice: said to who sees both, and to nobody else."""

from csn_app.documents import duplicates, trash
from tests.factories import OpenWork, a_holder
from tests.hostile import files as hostile
from tests.services.documents.sending import Client


def test_a_file_that_was_there_already_is_said_and_another_is_not(open_work: OpenWork) -> None:
    client, holder, other = Client(open_work), a_holder(open_work), a_holder(open_work)
    pdf = hostile.pdf(title="Bilan")
    first, again = (client.send(holder, pdf, titre=title).json()["id"] for title in ("Premier", "Second"))
    different = client.send(holder, hostile.pdf(pages=2)).json()["id"]
    elsewhere = client.send(other, pdf).json()["id"]
    with open_work(holder) as work:
        found = duplicates.twins_of(work, [again, different, elsewhere])
        assert {str(new): (str(twin.id), twin.title) for new, twin in found.items()} == {again: (first, "Premier")}
    with open_work(other) as work:
        assert duplicates.twins_of(work, [again, elsewhere]) == {}
    with open_work(holder) as work:
        trash.trash_documents(work, [first])
    with open_work(holder) as work:
        assert duplicates.twins_of(work, [again]) == {}
