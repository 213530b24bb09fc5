"""Bytes that exist in memory only."""

import pytest

from csn_app.documents.private_file import PrivateFile


def test_private_file_is_read_by_ranges_and_frozen_for_good() -> None:
    with PrivateFile() as file:
        file.write(b"Bon")
        file.write(b"jour")
        assert (file.size, file.read(3, 2), file.read(6, 10)) == (7, b"jo", b"r")
        assert file.sha256() == "9172e8eec99f144f72eca9a568759580edadb2cfd154857f07e657569493bc44"
        file.freeze()
        with pytest.raises(PermissionError):
            file.write(b"!")
    file.close()
