"""What this API says of itself: the CapabilityStatement of FHIR R4 and SMART's configuration."""

from typing import Any

from csn_app import routes
from csn_app.interop import rules

_DATED = "2026-11-24"
_CREATED, _UPDATED = frozenset({"Appointment", "Observation"}), frozenset({"Appointment"})
_PARAMETERS = {
    "Appointment": (("patient", "reference"), ("date", "date")),
    "Observation": (("patient", "reference"), ("code", "token")),
}


def capability(base: str) -> dict[str, Any]:
    """Say which resources there are and what may be done with each."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _DATED,
        "kind": "instance",
        "implementation": {"description": "Carnet de santé numérique", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{"mode": "server", "security": _security(base), "resource": [_resource(n) for n in rules.RESOURCES]}],
    }


def smart(origin: str) -> dict[str, Any]:
    """Say where to ask, and what is supported: authorization code with S256 only."""
    return {
        "issuer": origin,
        "authorization_endpoint": f"{origin}{routes.OAUTH_AUTHORIZE}",
        "token_endpoint": f"{origin}{routes.OAUTH_TOKEN}",
        "revocation_endpoint": f"{origin}{routes.OAUTH_REVOKE}",
        "token_endpoint_auth_methods_supported": ["none"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": [
            "launch/patient",
            "offline_access",
            *(f"patient/{n}.rs" for n in rules.RESOURCES),
            "patient/Appointment.cruds",
            "patient/Observation.c",
        ],
        "capabilities": [
            "launch-standalone",
            "client-public",
            "context-standalone-patient",
            "permission-patient",
            "permission-offline",
            "permission-v1",
            "permission-v2",
        ],
    }


def _resource(name: str) -> dict[str, Any]:
    done = ["read"] if name == "Binary" else ["read", "search-type"]
    done += ["create"] if name in _CREATED else []
    done += ["update"] if name in _UPDATED else []
    said: dict[str, Any] = {"type": name, "interaction": [{"code": code} for code in done]}
    if name != "Binary":
        given = _PARAMETERS.get(name, (("patient", "reference"),))
        said["searchParam"] = [{"name": found, "type": kind} for found, kind in given]
    return said


def _security(base: str) -> dict[str, Any]:
    origin = base.removesuffix(routes.FHIR)
    uris = (("authorize", routes.OAUTH_AUTHORIZE), ("token", routes.OAUTH_TOKEN), ("revoke", routes.OAUTH_REVOKE))
    return {
        "service": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                        "code": "SMART-on-FHIR",
                    }
                ]
            }
        ],
        "extension": [
            {
                "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                "extension": [{"url": name, "valueUri": f"{origin}{path}"} for name, path in uris],
            }
        ],
    }
