"""What both example partners share: connecting to a carnet by SMART on FHIR, with Python's own library only.

A person opens the partner's page, presses « Relier », agrees in their carnet, and comes back with a code. The code
and its verifier give tokens; a refused call means that the person stopped: the partner forgets the link.
"""

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Lien:
    """The link between this partner and one carnet; a real partner keeps one for each of its customers."""

    def __init__(self, csn: str, client_id: str, scope: str, retour: str) -> None:
        """Know the carnet, who this partner is there, what it asks for and where it is answered."""
        self.csn, self.client_id, self.scope, self.retour = csn, client_id, scope, retour
        self.attendus: dict[str, str] = {}
        self.acces = self.renouvellement = self.patient = ""

    def adresse(self) -> str:
        """Where the browser goes so that the person may agree (authorization code with PKCE)."""
        etat, preuve = secrets.token_urlsafe(12), secrets.token_urlsafe(40)
        self.attendus[etat] = preuve
        empreinte = base64.urlsafe_b64encode(hashlib.sha256(preuve.encode()).digest()).rstrip(b"=").decode()
        demande = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.retour,
            "scope": self.scope,
            "state": etat,
            "code_challenge": empreinte,
            "code_challenge_method": "S256",
        }
        return f"{self.csn}/oauth/autoriser?{urllib.parse.urlencode(demande)}"

    def recevoir(self, etat: str, code: str) -> bool:
        """Turn the code into tokens; an answer that nobody asked for is refused."""
        preuve = self.attendus.pop(etat, "")
        if not preuve or not code:
            return False
        return self._jeton(grant_type="authorization_code", code=code, redirect_uri=self.retour, code_verifier=preuve)

    def appeler(self, methode: str, chemin: str, corps: Any = None) -> tuple[int, Any]:
        """Call the API; an access that ended is renewed once, and forgotten where that is refused too."""
        statut, reponse = self._demander(methode, chemin, corps)
        if statut == 401 and self.renouvellement:
            if self._jeton(grant_type="refresh_token", refresh_token=self.renouvellement):
                return self._demander(methode, chemin, corps)
            self.acces = self.renouvellement = self.patient = ""
        return statut, reponse

    def _jeton(self, **champs: str) -> bool:
        corps = urllib.parse.urlencode({"client_id": self.client_id, **champs}).encode()
        try:
            with urllib.request.urlopen(f"{self.csn}/oauth/jeton", corps, timeout=10) as recu:  # noqa: S310
                dit = json.load(recu)
        except urllib.error.HTTPError:
            return False
        self.acces, self.renouvellement, self.patient = dit["access_token"], dit["refresh_token"], dit["patient"]
        return True

    def _demander(self, methode: str, chemin: str, corps: Any) -> tuple[int, Any]:
        envoi = json.dumps(corps).encode() if corps is not None else None
        entetes = {"Authorization": f"Bearer {self.acces}", "Content-Type": "application/fhir+json"}
        demande = urllib.request.Request(f"{self.csn}/fhir/{chemin}", envoi, entetes, method=methode)  # noqa: S310
        try:
            with urllib.request.urlopen(demande, timeout=10) as recu:  # noqa: S310
                return recu.status, json.load(recu)
        except urllib.error.HTTPError as refus:
            return refus.code, None


def servir(
    port: int, lien: Lien, titre: str, actes: dict[str, Callable[[dict[str, str]], str]], formulaire: str
) -> None:
    """Serve the partner's one page: « Relier », then what it does; every act says in a sentence what happened."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Show the page, or lead to the carnet, or take its answer."""
            adresse = urllib.parse.urlsplit(self.path)
            champs = dict(urllib.parse.parse_qsl(adresse.query))
            if adresse.path == "/relier":
                self.send_response(302)
                self.send_header("Location", lien.adresse())
                self.end_headers()
            elif adresse.path == "/retour":
                relie = lien.recevoir(champs.get("state", ""), champs.get("code", ""))
                self._page("Votre carnet est relié." if relie else "Votre carnet n’est pas relié.")
            else:
                self._page("")

        def do_POST(self) -> None:
            """Do what a button says."""
            longueur = min(int(self.headers.get("Content-Length") or 0), 10_000)
            champs = dict(urllib.parse.parse_qsl(self.rfile.read(longueur).decode()))
            acte = actes.get(self.path.strip("/"))
            self._page(acte(champs) if acte else "")

        def _page(self, phrase: str) -> None:
            relier = '<p><a id="relier" href="/relier">Relier mon carnet</a></p>'
            corps = formulaire if lien.acces else relier
            html = (
                f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(titre)}</title>'
                f"<h1>{escape(titre)}</h1><p>Partenaire fictif de la démonstration.</p>"
                f'<p role="status">{escape(phrase)}</p>'
                f"{corps}</html>"
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: Any) -> None:
            """Write nothing: what a partner receives is nobody else's business."""

    ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
