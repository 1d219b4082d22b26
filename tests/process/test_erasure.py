"""A person deleted from a whole kenbun: its database and everything else in its folder."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.erasure.stored import dump
from tests.process.conftest import Kenbun

EMAIL = "ada.byron.1815@acme.com"


def files(data_dir: Path) -> Iterator[Path]:
    """All but PostgreSQL's own: it gives the room of deleted rows to others by and by, as its log of writes."""
    own = {data_dir / "postgres" / name for name in ("base", "pg_wal", "pg_xact", "global")}
    for path in sorted(data_dir.rglob("*")):
        if path.is_file() and not own & set(path.parents):
            yield path


def test_nothing_is_left_in_the_folder(kenbun: Kenbun) -> None:
    """After events, a search, a refused statement that names her, and a deletion: no file and no dump knows her."""
    kenbun.start()
    token = kenbun.command("token", "create", "a script").stdout.strip()
    with httpx.Client(base_url=kenbun.address, headers={"Authorization": f"Bearer {token}"}) as client:
        her = {"alias_kind": "email", "alias": EMAIL}
        good, wrong = {"event_type": "Page View", **her}, {"event_type": 5, **her}
        assert client.post("/api/ingest", json=[good, wrong]).json()["rejected"] == 1
        deadline = time.monotonic() + 30
        while not (found := client.get("/api/leads", params={"search": EMAIL}).json()["leads"]):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        place = f"/api/lead/{found[0]['lead_id']}"
        assert EMAIL in dump(kenbun.database_url)
        gone = client.delete(place).json()
        assert (gone["events"], gone["rejected"]) == (1, 1)
        assert client.get(place).status_code == 404
        assert EMAIL not in dump(kenbun.database_url)
    texts = {path: path.read_bytes() for path in files(kenbun.data_dir)}
    assert kenbun.data_dir / "postgres.log" in texts
    assert [path for path, text in texts.items() if EMAIL.encode() in text] == []
    assert EMAIL not in kenbun.log.read_text()
