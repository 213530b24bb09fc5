"""The pages that ask again who one is before a grave act: password, then code or recovery code, without a script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError, NotFound
from csn_app.edge.http import actor_of, form_of, slow, use
from csn_app.identity import fresh_factor, wording
from csn_app.identity.browsing import browser_of, go, remember
from csn_app.identity.code_step import code_page, recovery_page, resend
from csn_app.identity.hashing import verify_password
from csn_app.identity.second_factor import Factor
from csn_app.identity.throttles import MustWait
from csn_app.identity.visits import VisitOver, keep_typed, renew_visit
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page


@dataclass(frozen=True, slots=True)
class ProofPages:
    """The pages of one purpose, from ``address`` on; who proved themselves goes to ``then``, who gives up ``back``."""

    purpose: str
    address: str
    back: str
    then: str
    title: str
    lead: str

    @property
    def routes(self) -> list[Route]:
        """List the pages' routes."""
        code, recovery = f"{self.address}/code", f"{self.address}/code-de-secours"
        return [
            Route(self.address, self.show_password, methods=["GET"]),
            Route(self.address, self.take_password, methods=["POST"]),
            Route(code, self.show_code, methods=["GET"]),
            Route(code, self.take_code, methods=["POST"]),
            Route(f"{code}/renvoyer", self.send_again, methods=["POST"]),
            Route(recovery, self.show_recovery, methods=["GET"]),
            Route(recovery, self.take_recovery, methods=["POST"]),
        ]

    async def show_password(self, request: Request) -> Response:
        """Ask for the password."""
        return await self.password_page(request, fields.NOTHING_TYPED, self.kept_of(request.query_params))

    async def take_password(self, request: Request) -> Response:
        """Judge the password; the code leaves."""
        if not self.is_theirs(request):
            return self.to_the_door()
        form, browser = await form_of(request), browser_of(request)
        kept = self.kept_of(form)
        password = form.get("mdp", "")[:1_000]
        if not password:
            return await self.password_page(
                request, fields.Typed(errors={"mdp": "Saisissez votre mot de passe."}), kept
            )
        try:
            knocked = await use(request, fresh_factor.knock_again)
        except MustWait as fact:
            return await self.password_page(request, fields.Typed(errors={"mdp": wording.say(fact)}), kept)
        if not await slow(verify_password, knocked.password_hash, password):
            wrong = fields.Typed(errors={"mdp": wording.own_password_wrong(knocked.tries)})
            return await self.password_page(request, wrong, kept)
        await use(request, fresh_factor.accept_again, knocked=knocked, purpose=self.purpose, browser=browser)
        request.state.visit = await use(request, renew_visit, token=browser.visit)
        if kept:
            await use(request, keep_typed, token=browser_of(request).visit, answers=kept)
        return remember(request, go(f"{self.address}/code"))

    async def show_code(self, request: Request) -> Response:
        """Ask for the security code."""
        return await self._code_page(request, fields.NOTHING_TYPED)

    async def take_code(self, request: Request) -> Response:
        """Judge the security code."""
        code = (await form_of(request)).get("code", "")[:20]
        if not code.strip():
            return await self._code_page(request, fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
        return await self._judge(request, fresh_factor.enter_code_again, typed=code, field="code")

    async def send_again(self, request: Request) -> Response:
        """Send a new security code."""
        try:
            await use(request, fresh_factor.send_again, purpose=self.purpose, browser=browser_of(request))
        except (VisitOver, NotFound):
            return go(self.back)
        except CsnError as fact:
            return await self._code_page(request, fields.Typed(errors={"code": wording.say(fact)}))
        return go(f"{self.address}/code")

    async def show_recovery(self, request: Request) -> Response:
        """Ask for a recovery code, for whoever lost their telephone."""
        return await self._recovery_page(request, fields.NOTHING_TYPED)

    async def take_recovery(self, request: Request) -> Response:
        """Judge a recovery code in place of the security code."""
        code = (await form_of(request)).get("secours", "")[:40]
        if not code.strip():
            empty = fields.Typed(errors={"secours": "Saisissez un de vos codes de secours."})
            return await self._recovery_page(request, empty)
        return await self._judge(request, fresh_factor.enter_recovery_again, typed=code, field="secours")

    async def _judge(self, request: Request, use_case: Callable[..., None], *, typed: str, field: str) -> Response:
        try:
            await use(request, use_case, typed=typed, purpose=self.purpose, browser=browser_of(request))
        except (VisitOver, NotFound):
            return go(self.back)
        except CsnError as fact:
            again = self._code_page if field == "code" else self._recovery_page
            return await again(request, fields.Typed({field: typed}, {field: wording.say(fact)}))
        return await self.proved(request)

    def is_theirs(self, request: Request) -> bool:
        """Say whether who asks may do the act at all."""
        return actor_of(request) is not VISITOR

    def kept_of(self, given: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002 - for those who choose something
        """Return what was chosen beside the password, to be kept until the act."""
        return {}

    async def proved(self, request: Request) -> Response:  # noqa: ARG002 - for those who act at once
        """Go on: password and code were right."""
        return go(self.then)

    async def submit_words(self, request: Request) -> str:  # noqa: ARG002 - for those who name the act
        """Say what the button of the code does."""
        return "Continuer"

    def to_the_door(self) -> Response:
        """Send who is not signed in to sign in first."""
        return go(f"{routes.SIGN_IN}?suite={self.back}")

    async def password_page(self, request: Request, typed: fields.Typed, kept: Mapping[str, str]) -> Response:  # noqa: ARG002
        """Ask for the password, with what was chosen before."""
        if not self.is_theirs(request):
            return self.to_the_door()
        hint = "Pour être sûrs que c’est vous"
        body = h.fragment[
            parts.back(self.back),
            h.div(".mt-3")[parts.heading(self.title, lead=self.lead)],
            h.div(".card.mt-6")[
                h.form(".form", method="post", action=self.address, novalidate=True)[
                    fields.password_field("mdp", label="Votre mot de passe", typed=typed, hint=hint),
                    parts.submit("Continuer", testid="continuer", wide=True),
                ]
            ],
            help_line(),
        ]
        return page(body, title=self.title, errors=typed.errors)

    async def _code_page(self, request: Request, typed: fields.Typed) -> Response:
        try:
            step = await use(request, fresh_factor.step_again, purpose=self.purpose, browser=browser_of(request))
        except (VisitOver, NotFound):
            return go(self.back)
        address, words = f"{self.address}/code", await self.submit_words(request)
        others: Node = parts.link_button("Utiliser un code de secours", href=f"{address}-de-secours", kind="3")
        after = (
            h.p(".mt-6")[others]
            if step.factor is Factor.APP
            else resend(step, action=f"{address}/renvoyer", others=others)
        )
        return code_page(step, typed=typed, back=self.back, action=address, submit=words, after=after)

    async def _recovery_page(self, request: Request, typed: fields.Typed) -> Response:
        try:
            await use(request, fresh_factor.step_again, purpose=self.purpose, browser=browser_of(request))
        except (VisitOver, NotFound):
            return go(self.back)
        address = f"{self.address}/code"
        return recovery_page(typed, back=address, action=f"{address}-de-secours", words="Continuer")
