"""The application: its pages, its routes, and the boundary around them."""

import gc
import logging
import sys
from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from reflex.utils import prerequisites
from starlette.applications import Starlette
from starlette.routing import Route

from csn_app import routes, wiring
from csn_app.agenda import http as agenda_http
from csn_app.agenda.page import agenda_page
from csn_app.agenda.state import AgendaState
from csn_app.assistance import form_help as form_help_session
from csn_app.assistance.page import assistance_page
from csn_app.assistance.state import AssistanceState
from csn_app.catalogue.page import catalogue_page
from csn_app.catalogue.page_service import service_page
from csn_app.catalogue.state import CatalogueState
from csn_app.catalogue.state_service import ServiceScreen
from csn_app.circle.page import circle_page
from csn_app.circle.page_kept import kept_page
from csn_app.circle.page_masks import masks_page
from csn_app.circle.page_professions import professions_page
from csn_app.circle.page_relatives import relatives_page
from csn_app.circle.spaces import my_spaces
from csn_app.circle.state import CircleState
from csn_app.circle.state_kept import KeptState
from csn_app.circle.state_masks import MasksState
from csn_app.circle.state_professions import ProfessionsState
from csn_app.circle.state_relatives import RelativesState
from csn_app.config import settings
from csn_app.desk.page import desk_page
from csn_app.desk.page_assistants import assistants_page
from csn_app.desk.page_emergency import emergency_page
from csn_app.desk.page_file import file_page
from csn_app.desk.page_preview import preview_page
from csn_app.desk.page_several import several_page
from csn_app.desk.state import DeskState
from csn_app.desk.state_assistants import AssistantsState
from csn_app.desk.state_deposit import DepositState
from csn_app.desk.state_emergency import DeskEmergencyState
from csn_app.desk.state_file import FileState
from csn_app.desk.state_preview import PreviewState
from csn_app.documents import http as documents_http
from csn_app.documents import http_bundle as documents_bundle
from csn_app.documents import http_pages as documents_pages
from csn_app.documents.page_document import document_page
from csn_app.documents.page_list import documents_page
from csn_app.documents.page_trash import trash_page
from csn_app.documents.state_binder import BinderState
from csn_app.documents.state_document import DocumentState
from csn_app.documents.state_list import DocumentsState
from csn_app.documents.state_proposals import ProposalsState
from csn_app.documents.state_trash import TrashState
from csn_app.edge import cors, door, health, logs, takeover
from csn_app.edge.gate import Doors, Gate
from csn_app.edge.guard import Guard
from csn_app.edge.headers import ContentPolicy
from csn_app.emergency import form_card
from csn_app.emergency import http as emergency_http
from csn_app.emergency.page import emergencies_page
from csn_app.emergency.state import EmergenciesState
from csn_app.help import form as form_help
from csn_app.help import form_legal
from csn_app.history import http as history_http
from csn_app.history.page import history_page
from csn_app.history.state import HistoryState
from csn_app.home.page import home_page
from csn_app.home.page_first import first_page
from csn_app.home.state import HomeState
from csn_app.home.state_first import FirstState
from csn_app.identity import (
    form_activation,
    form_activation_code,
    form_closed,
    form_contact,
    form_first_access,
    form_forgotten,
    form_lost_phone,
    form_opening,
    form_passkey,
    form_security,
    form_session,
    form_signin,
    form_stopped,
    form_terms,
    form_welcome,
)
from csn_app.identity.sessions import resolve_session
from csn_app.interop import form_oauth
from csn_app.interop import http as interop_http
from csn_app.jobs import runner
from csn_app.launch import demo_http
from csn_app.launch.process import die_with_parent
from csn_app.messaging import http as messaging_http
from csn_app.messaging.page import messages_page
from csn_app.messaging.page_desk import desk_messages_page
from csn_app.messaging.page_desk_new import desk_new_page
from csn_app.messaging.page_desk_thread import desk_thread_page
from csn_app.messaging.page_thread import thread_page
from csn_app.messaging.reading import count_unread
from csn_app.messaging.state_list import MailState
from csn_app.messaging.state_reply import ReplyState
from csn_app.messaging.state_thread import ThreadState
from csn_app.operations.page import operations_page
from csn_app.operations.page_contests import contests_page
from csn_app.operations.page_curated import curated_page
from csn_app.operations.page_emergencies import reviews_page
from csn_app.operations.page_outbox import outbox_page
from csn_app.operations.state import OperationsState
from csn_app.operations.state_contests import ContestsState
from csn_app.operations.state_curated import CuratedState
from csn_app.operations.state_emergencies import ReviewsState
from csn_app.operations.state_outbox import OutboxState
from csn_app.operations.state_reports import ReportsState
from csn_app.prevention.page import prevention_page
from csn_app.prevention.state import PreventionState
from csn_app.profile import http as profile_http
from csn_app.profile.page import profile_page
from csn_app.profile.page_measures import measures_page
from csn_app.profile.page_vaccinations import vaccinations_page
from csn_app.profile.state import ProfileState
from csn_app.profile.state_measures import MeasuresState
from csn_app.rights import form_closing, form_opposition
from csn_app.rights import http as rights_http
from csn_app.rights.page import rights_page
from csn_app.rights.state import RightsState
from csn_app.settings import form_unsubscribe
from csn_app.settings import http as settings_http
from csn_app.settings.page import settings_page
from csn_app.settings.page_notices import notices_page
from csn_app.settings.state import SettingsState
from csn_app.settings.state_alerts import AlertsState
from csn_app.settings.state_notices import NoticesState
from csn_app.settings.state_proposals import ProposalsChoiceState
from csn_app.storage.buffers import keep_buffers
from csn_app.summary import http as summary_http
from csn_app.summary.page import summary_page
from csn_app.summary.state import SummaryState
from csn_app.ui import layout, overlays, static
from csn_app.ui.errors import error_page
from csn_app.ui.layout import page_title
from csn_app.ui.lost import lost_page
from csn_app.ui.session import SessionState, count_unread_with

log = logging.getLogger("csn.app")


FORMS = (
    form_welcome,
    form_signin,
    form_passkey,
    form_security,
    form_contact,
    form_session,
    form_activation,
    form_activation_code,
    form_opening,
    form_stopped,
    form_first_access,
    form_forgotten,
    form_lost_phone,
    form_terms,
    form_opposition,
    form_closing,
    form_closed,
    form_unsubscribe,
    form_card,
    form_oauth,
    form_help,
    form_legal,
    form_help_session,
)
"""The pages before sign-in."""


def _routes() -> list[Route]:
    """List every HTTP route, room by room."""
    found = [*health.ROUTES, *static.ROUTES, *documents_http.ROUTES, *profile_http.ROUTES, *history_http.ROUTES]
    found += [*rights_http.ROUTES, *settings_http.ROUTES, *agenda_http.ROUTES, *messaging_http.ROUTES]
    found += [*emergency_http.ROUTES, *summary_http.ROUTES, *documents_pages.ROUTES, *documents_bundle.ROUTES]
    found += interop_http.ROUTES
    found += [route for form in FORMS for route in form.ROUTES]
    if settings().demo:
        found += demo_http.ROUTES
    return found


def _without_origin() -> dict[str, str]:
    return (
        form_unsubscribe.WITHOUT_ORIGIN
        | interop_http.WITHOUT_ORIGIN
        | (demo_http.WITHOUT_ORIGIN if settings().demo else {})
    )


def _build_files() -> frozenset[str]:
    return frozenset(f"/{path.relative_to(build)}" for path in (build / "assets").rglob("*") if path.is_file())


def _tell_fault(exception: Exception) -> EventSpec:
    log.error("handler failed", extra={"handler": type(exception).__name__})
    tell: Any = SessionState.tell_fault
    event: EventSpec = tell()
    return event


http_routes = _routes()
build = prerequisites.get_web_dir() / "build" / "client"
door.install(
    door.Door(
        open_work=wiring.open_work,
        resolve=resolve_session,
        installation_name=wiring.installation_name,
        ready=wiring.faults,
        error_page=error_page,
        spaces=my_spaces,
        open_reading=wiring.open_reading,
    )
)
count_unread_with(count_unread)
logs.configure()
keep_buffers()
if settings().embedded:
    # The worker would outlive a killed server and keep its port.
    die_with_parent()
takeover.install()
cors.leave_out()

app = rx.App(
    html_lang="fr",
    head_components=layout.head_components(),
    toaster=None,
    reset_style=False,
    backend_exception_handler=_tell_fault,
    api_transformer=[
        Starlette(routes=http_routes),
        lambda inner: Gate(
            inner,
            doors=Doors(
                routes=http_routes,
                without_origin=_without_origin(),
                larger_bodies={
                    routes.DOCUMENT_SENDING: documents_http.body_cap(),
                    routes.MESSAGE_SENDING: messaging_http.body_cap(),
                },
                build=_build_files(),
            ),
            policy=ContentPolicy.of_build(build),
        ),
    ],
)
app.add_middleware(Guard())
if settings().runs_jobs:
    app.register_lifespan_task(runner.run_forever)
app.app_wraps[5, "Overlay"] = lambda _stateful: overlays.french_overlay()
app.app_wraps[55, "ErrorBoundary"] = lambda _stateful: overlays.french_error_boundary()


def _page(page: Callable[[], rx.Component], route: str, title: str, *on_load: Any) -> None:
    # What the page is for comes first, the name above it after.
    app.add_page(page, route=route, title=page_title(title), on_load=[*on_load, SessionState.enter])


_SHOWS_PATIENTS = (AssistantsState, DepositState, DeskEmergencyState, DeskState, FileState, ReplyState, ThreadState)


def _desk_page(
    page: Callable[[], rx.Component], route: str, title: str, *on_load: Any, own: tuple[Any, ...] = ()
) -> None:
    """On each page of the desk, what the others showed of patients is forgotten first."""
    _page(page, route, title, *(state.forget for state in _SHOWS_PATIENTS if state not in own), *on_load)


_page(home_page, routes.HOME, "Accueil", HomeState.load)
_page(assistance_page, routes.ASSISTANCE, "Assistance", AssistanceState.load)
_page(contests_page, routes.CONTESTS, "Contestations", ContestsState.load)
_page(outbox_page, routes.STUCK_MESSAGES, "Messages bloqués", OutboxState.load)
_page(settings_page, routes.SETTINGS, "Paramètres", SettingsState.load, AlertsState.load, ProposalsChoiceState.load)
_page(notices_page, routes.NOTIFICATIONS, "Notifications", NoticesState.load)
_page(operations_page, routes.OPERATIONS, "Exploitation", OperationsState.load, ReportsState.load)
_page(emergencies_page, routes.EMERGENCIES, "Urgences", EmergenciesState.load)
_page(reviews_page, routes.EMERGENCY_REVIEWS, "Accès en urgence", ReviewsState.load)
_page(circle_page, routes.CAREGIVERS, "Mes soignants", CircleState.load)
_page(relatives_page, routes.RELATIVES, "Mes proches", RelativesState.load)
_page(kept_page, routes.KEPT_FROM_PARENTS, "Ce que mes parents ne voient pas", KeptState.load)
_page(masks_page, routes.MASKS, "Ce que je masque", MasksState.load)
_page(professions_page, routes.PROFESSIONS, "Qui voit quoi, par métier", ProfessionsState.load)
_page(preview_page, routes.CAREGIVER_PREVIEW, "Aperçu", PreviewState.load)
_page(documents_page, routes.DOCUMENTS, "Documents", DocumentsState.load, ProposalsState.load_checks, BinderState.load)
_page(trash_page, routes.DOCUMENTS_TRASH, "Corbeille", TrashState.load)
_page(document_page, routes.DOCUMENT, "Document", DocumentState.load, ProposalsState.load)
_page(profile_page, routes.PROFILE, "Profil médical", ProfileState.load)
_page(first_page, routes.FIRST_STEPS, "L’essentiel en cinq minutes", FirstState.load)
_page(summary_page, routes.SUMMARY, "Ma santé en résumé", SummaryState.load)
_page(measures_page, routes.MEASURES, "Mesures", MeasuresState.load)
_page(vaccinations_page, routes.VACCINATIONS, "Vaccinations", ProfileState.load)
_page(agenda_page, routes.AGENDA, "Agenda", AgendaState.load)
_page(catalogue_page, routes.CATALOGUE, "Services et conseils", CatalogueState.load)
_page(service_page, routes.SERVICE, "Service", ServiceScreen.load)
_page(curated_page, routes.SERVICES_CURATED, "Services", CuratedState.load)
_page(prevention_page, routes.PREVENTION, "Prévention", PreventionState.load)
_page(messages_page, routes.MESSAGES, "Messages", ThreadState.forget, ReplyState.forget, MailState.load)
_page(thread_page, routes.MESSAGE_THREAD, "Conversation", ThreadState.load, ReplyState.load)
_page(history_page, routes.HISTORY, "Qui a consulté mon carnet", HistoryState.load)
_page(rights_page, routes.RIGHTS, "Mes droits", RightsState.load)
_desk_page(desk_page, routes.DESK, "Mes patients", DeskState.load, own=(DeskState,))
_desk_page(several_page, routes.DESK_DEPOSIT, "Déposer un document", DepositState.load, own=(DepositState,))
_desk_page(assistants_page, routes.DESK_ASSISTANTS, "Mon secrétariat", AssistantsState.load, own=(AssistantsState,))
_desk_page(
    emergency_page, routes.DESK_EMERGENCY, "Ouvrir en urgence", DeskEmergencyState.load, own=(DeskEmergencyState,)
)
_desk_page(file_page, routes.DESK_FILE, "Dossier", FileState.load, own=(FileState,))
_desk_page(desk_messages_page, routes.DESK_MESSAGES, "Messages", MailState.load)
_desk_page(desk_new_page, routes.DESK_MESSAGE_NEW, "Écrire à un patient", ReplyState.begin, own=(ReplyState,))
_desk_page(
    desk_thread_page,
    routes.DESK_MESSAGE_THREAD,
    "Conversation",
    ThreadState.load,
    ReplyState.load,
    own=(ThreadState, ReplyState),
)
app.add_page(lost_page, route="404", title=page_title("Page introuvable"))
# What the start has made stays: it is not looked through again and again for what could be thrown away.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
# A use case that computes lets the event loop pass after half a millisecond, not five: at 200 tabs the slowest answers
# came twice as soon (measured with ``make bench``).
sys.setswitchinterval(0.0005)
