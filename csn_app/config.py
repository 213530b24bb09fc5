"""The settings of an installation: the only reader of the environment."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_SENTENCE = "Démonstration. Personnes fictives. N’entrez aucune vraie donnée. Sans lien avec Mon espace santé."
"""What every page and every message of a demonstration says."""


class Settings(BaseSettings):
    """What an operator decides. Each is an environment variable with the prefix ``CSN_``."""

    # ``embedded`` is set by the supervisor for the parts that it started itself.
    model_config = SettingsConfigDict(env_prefix="CSN_", extra="ignore")

    env: Literal["local", "production"] = "local"
    demo: bool = False
    embedded: bool = False
    data: Path = Path(".csn")
    host: str = "127.0.0.1"
    port: int = Field(default=3000, validation_alias="PORT")
    public_url: str = ""
    trusted_proxies: int = 0

    database_url: str = ""
    keys_database_url: str = ""
    master_key_uri: str = ""
    pool_size: int = 8

    s3_endpoint: str = ""
    s3_access_key: str = ""
    s3_secret_key: str = ""
    s3_bucket: str = "csn"
    s3_region: str = "us-east-1"

    mail_url: str = ""
    sms_url: str = ""
    clamd_url: str = ""
    video_url: str = ""
    video_secret: str = ""

    upload_max_mb: int = 50
    ocr: bool = True
    message_max_mb: int = Field(default=25, ge=1)
    session_idle_minutes: int = 15
    shared_device_idle_minutes: int = 5
    contact_change_hours: int = Field(default=72, ge=1, le=720)
    code_every_login: bool = True
    trusted_device_days: int = Field(default=30, ge=1, le=90)
    passkey_replaces_code: bool = True
    non_health_professions: bool = False
    mask_per_person: bool = True
    attending_sees_masked: bool = False
    emergency_detail: bool = True
    emergency_needs_incapacity: bool = False
    erasure_delay_days: int = Field(default=30, ge=1, le=90)
    trash_days: int = Field(default=30, ge=1, le=90)
    access_request_days: int = Field(default=30, ge=1, le=365)

    checkpoint_minutes: int = Field(default=60, ge=1)
    contest_days: int = Field(default=30, ge=1)
    unusual_from_hour: int = Field(default=22, ge=0, le=23)
    unusual_until_hour: int = Field(default=6, ge=0, le=23)
    unusual_records_an_hour: int = Field(default=30, ge=2)
    measures_a_day: int = Field(default=1000, ge=1)
    sms_after_hours: int = Field(default=3, ge=1)

    helpline_number: str = ""
    host_name: str = ""
    controller_name: str = ""
    legal_basis: str = ""
    accessibility_statement: str = ""

    runs_jobs: bool = True
    partners: bool = False
    redis_url: str = Field(default="", validation_alias="REFLEX_REDIS_URL")

    @property
    def production(self) -> bool:
        """True where real people's data may be: said, or shown by an external database or key (house rules)."""
        external_database = bool(self.database_url) and not self.embedded
        return self.env == "production" or bool(self.master_key_uri) or external_database

    @property
    def erasure_delay(self) -> timedelta:
        """How long a person may still cancel a definitive deletion; the law says three months at most (R-LC-11)."""
        return timedelta(days=self.erasure_delay_days)

    @property
    def master_key_path(self) -> Path:
        """The file that holds the master key of an installation without a key service."""
        return self.data / "keys" / "master.json"

    @model_validator(mode="after")
    def _no_demo_with_real_data(self) -> "Settings":
        if self.demo and self.production:
            msg = (
                "Le mode démonstration (CSN_DEMO) est refusé avec une base ou une clé externe, ou CSN_ENV=production : "
                "retirez l’un des deux."
            )
            raise ValueError(msg)
        return self

    @field_validator("env", mode="before")
    @classmethod
    def _known_env(cls, given: str) -> str:
        if given not in ("local", "production"):
            msg = f"« {given} » n’est pas connu : donnez local ou production."
            raise ValueError(msg)
        return given

    @field_validator("redis_url")
    @classmethod
    def _one_process(cls, given: str) -> str:
        # Decision 4: a tab is bound to its cookie in the memory of the one process.
        if given:
            msg = "n’a pas d’usage ici : CSN est un seul processus. Retirez cette variable."
            raise ValueError(msg)
        return given


@cache
def settings() -> Settings:
    """Return the settings, read once."""
    return Settings()
