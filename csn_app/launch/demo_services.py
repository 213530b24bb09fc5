"""The services that Alice linked, and the addresses of the two example partners of this machine."""

from datetime import datetime, timedelta

from csn_app.access import linking, partners
from csn_app.catalogue import service as catalogue
from csn_app.config import settings
from csn_app.core.actor import Actor, Quality
from csn_app.core.work import Untraced, Work
from csn_app.launch.partners import PARTNERS
from csn_app.profile.measures import note_measure


def furnish(work: Work, *, alice: Actor, today: datetime) -> None:
    """Register the example partners, and let Alice have linked her scale, which weighed her since."""
    partners.load_partners(work)
    for code, further, _ in PARTNERS:
        home = f"http://localhost:{settings().port + further}/retour"
        partners.register_address(work, code=code, redirect_uri=home)
    work.commit(untraced=Untraced.IMPORT)
    work.actor, work.now = alice, today - timedelta(days=21)
    ids = {one.code: one.id for one in partners.list_partners(work)}
    linking.give_consents(work, service_id=ids["SVC-08"], lines=["SVC-08-POIDS-W", "SVC-08-PAS-R"], days=180)
    catalogue.keep_favourite(work, service_id=ids["SVC-06"], wanted=True)
    scale = ids["SVC-08"]
    work.actor = Actor(Quality.SERVICE, account_id=scale, service_id=scale, space_id=alice.space_id)
    for days, weight in ((20, "64,8"), (13, "64,5"), (6, "64,6")):
        work.now = today - timedelta(days=days)
        note_measure(
            work, code="WEIGHT", typed={"valeur": weight, "date": work.now.date().isoformat(), "heure": "07:10"}
        )
    work.actor, work.now = alice, today
