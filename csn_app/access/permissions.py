"""What can be asked of the policy, and in which quality one may ask it at all."""

from enum import StrEnum

from csn_app.core.actor import Quality


class Permission(StrEnum):
    """What can be asked of the policy: OBJECT_VERB."""

    ACCESS_ASK = "ACCESS_ASK"
    ACCOUNT_CHANGE = "ACCOUNT_CHANGE"
    ACCOUNT_READ = "ACCOUNT_READ"
    ACCOUNT_IMPORT = "ACCOUNT_IMPORT"
    ARRIVAL_CHOOSE = "ARRIVAL_CHOOSE"
    CALL_BEGIN = "CALL_BEGIN"
    ASSISTANT_MANAGE = "ASSISTANT_MANAGE"
    CATALOGUE_CHOOSE = "CATALOGUE_CHOOSE"
    CATALOGUE_CURATE = "CATALOGUE_CURATE"
    CATALOGUE_READ = "CATALOGUE_READ"
    CONSENT_GIVE = "CONSENT_GIVE"
    CONSENT_LIST = "CONSENT_LIST"
    CORRECTION_ANSWER = "CORRECTION_ANSWER"
    CORRECTION_ASK = "CORRECTION_ASK"
    CORRECTION_LIST = "CORRECTION_LIST"
    ACCESS_JUDGE = "ACCESS_JUDGE"
    CONTEST_ANSWER = "CONTEST_ANSWER"
    CONTEST_LIST = "CONTEST_LIST"
    CONTEST_OPEN = "CONTEST_OPEN"
    AGENDA_CHANGE = "AGENDA_CHANGE"
    AGENDA_READ = "AGENDA_READ"
    CONVERSATION_CLOSE = "CONVERSATION_CLOSE"
    CONVERSATION_LIST = "CONVERSATION_LIST"
    CONVERSATION_READ = "CONVERSATION_READ"
    CONVERSATION_START = "CONVERSATION_START"
    CORRESPONDENT_BLOCK = "CORRESPONDENT_BLOCK"
    DATA_EXPORT = "DATA_EXPORT"
    DELEGATION_ANSWER = "DELEGATION_ANSWER"
    DELEGATION_GIVE = "DELEGATION_GIVE"
    DELEGATION_HIDE = "DELEGATION_HIDE"
    DELEGATION_LIST = "DELEGATION_LIST"
    DIRECTORY_SEARCH = "DIRECTORY_SEARCH"
    DOCUMENT_ADD = "DOCUMENT_ADD"
    DOCUMENT_COUNT_NEW = "DOCUMENT_COUNT_NEW"
    DOCUMENT_DELETE = "DOCUMENT_DELETE"
    DOCUMENT_LIST = "DOCUMENT_LIST"
    DOCUMENT_READ = "DOCUMENT_READ"
    DOCUMENT_RELEASE = "DOCUMENT_RELEASE"
    DOCUMENT_RENAME = "DOCUMENT_RENAME"
    DOCUMENT_REPLACE = "DOCUMENT_REPLACE"
    DOCUMENT_RESTORE = "DOCUMENT_RESTORE"
    DOCUMENT_TRASH = "DOCUMENT_TRASH"
    DOCUMENT_WITHDRAW = "DOCUMENT_WITHDRAW"
    FOLDER_CHANGE = "FOLDER_CHANGE"
    FOLDER_READ = "FOLDER_READ"
    GRANT_GIVE = "GRANT_GIVE"
    GRANT_LIST = "GRANT_LIST"
    GRANT_REVOKE = "GRANT_REVOKE"
    HELP_ALLOW = "HELP_ALLOW"
    EMERGENCY_CHOOSE = "EMERGENCY_CHOOSE"
    EMERGENCY_OPEN = "EMERGENCY_OPEN"
    EMERGENCY_REVIEW = "EMERGENCY_REVIEW"
    FEED_CHANGE = "FEED_CHANGE"
    LIFECYCLE_RUN = "LIFECYCLE_RUN"
    MAJORITY_CONFIRM = "MAJORITY_CONFIRM"
    MASK_CHANGE = "MASK_CHANGE"
    MASK_LIST = "MASK_LIST"
    NOTICE_CHOOSE = "NOTICE_CHOOSE"
    NOTICE_READ = "NOTICE_READ"
    MESSAGE_SEND = "MESSAGE_SEND"
    OUTBOX_COUNT = "OUTBOX_COUNT"
    OUTBOX_RETRY = "OUTBOX_RETRY"
    PATIENT_FIND = "PATIENT_FIND"
    PATIENT_LIST = "PATIENT_LIST"
    PERSON_HELP = "PERSON_HELP"
    PLACE_CHOOSE = "PLACE_CHOOSE"
    PREVENTION_CHANGE = "PREVENTION_CHANGE"
    PREVENTION_READ = "PREVENTION_READ"
    PROFILE_ADD = "PROFILE_ADD"
    PROFILE_CHANGE = "PROFILE_CHANGE"
    PROFILE_READ = "PROFILE_READ"
    PROPOSAL_ANSWER = "PROPOSAL_ANSWER"
    PROPOSAL_CHOOSE = "PROPOSAL_CHOOSE"
    PROPOSAL_MAKE = "PROPOSAL_MAKE"
    RECORD_CLOSE = "RECORD_CLOSE"
    RECORD_OPEN = "RECORD_OPEN"
    REQUEST_ANSWER = "REQUEST_ANSWER"
    REQUEST_DELIVER = "REQUEST_DELIVER"
    REMINDER_SEND = "REMINDER_SEND"
    REPORT_READ = "REPORT_READ"
    SESSION_END = "SESSION_END"
    SPACE_CLOSE = "SPACE_CLOSE"
    SPACE_COUNT = "SPACE_COUNT"
    SPACE_READ = "SPACE_READ"
    TRAIL_PROVE = "TRAIL_PROVE"
    TRAIL_READ = "TRAIL_READ"
    WISH_KEEP = "WISH_KEEP"


HOLDER_MAY = frozenset(
    {
        Permission.ARRIVAL_CHOOSE,
        Permission.CATALOGUE_CHOOSE,
        Permission.CONSENT_GIVE,
        Permission.CONSENT_LIST,
        Permission.CORRECTION_ASK,
        Permission.CONTEST_OPEN,
        Permission.AGENDA_CHANGE,
        Permission.AGENDA_READ,
        Permission.CONVERSATION_READ,
        Permission.CORRESPONDENT_BLOCK,
        Permission.DATA_EXPORT,
        Permission.DELEGATION_GIVE,
        Permission.DELEGATION_HIDE,
        Permission.DELEGATION_LIST,
        Permission.MAJORITY_CONFIRM,
        Permission.TRAIL_PROVE,
        Permission.DOCUMENT_ADD,
        Permission.DOCUMENT_DELETE,
        Permission.DOCUMENT_LIST,
        Permission.DOCUMENT_READ,
        Permission.DOCUMENT_RENAME,
        Permission.DOCUMENT_RESTORE,
        Permission.DOCUMENT_TRASH,
        Permission.EMERGENCY_CHOOSE,
        Permission.FEED_CHANGE,
        Permission.FOLDER_CHANGE,
        Permission.FOLDER_READ,
        Permission.GRANT_GIVE,
        Permission.GRANT_LIST,
        Permission.GRANT_REVOKE,
        Permission.HELP_ALLOW,
        Permission.MASK_CHANGE,
        Permission.MASK_LIST,
        Permission.PREVENTION_CHANGE,
        Permission.PREVENTION_READ,
        Permission.MESSAGE_SEND,
        Permission.PROFILE_ADD,
        Permission.PROFILE_CHANGE,
        Permission.PROFILE_READ,
        Permission.PROPOSAL_ANSWER,
        Permission.PROPOSAL_CHOOSE,
        Permission.REQUEST_ANSWER,
        Permission.SPACE_CLOSE,
        Permission.SPACE_READ,
        Permission.TRAIL_READ,
        Permission.WISH_KEEP,
    }
)
"""What a holder may do in their own active space, and nowhere else."""

OWN_ONLY = frozenset(
    {
        Permission.DOCUMENT_DELETE,
        Permission.DOCUMENT_RENAME,
        Permission.DOCUMENT_TRASH,
        Permission.PROFILE_CHANGE,
    }
)
"""What a person does to what they added themselves, and to nothing else (R-DO-9, R-PR-7)."""

OWN_CORRESPONDENCE = frozenset({Permission.CONVERSATION_CLOSE, Permission.CONVERSATION_READ, Permission.MESSAGE_SEND})
"""What a professional may do in conversations of their own only."""

WRITING = frozenset({Permission.CONVERSATION_START, Permission.MESSAGE_SEND})
"""What a person may refuse to a professional by blocking them (R-MS-8)."""

NEEDS_GRANT = (
    frozenset(
        {
            Permission.CONVERSATION_START,
            Permission.DOCUMENT_ADD,
            Permission.DOCUMENT_COUNT_NEW,
            Permission.RECORD_OPEN,
        }
    )
    | OWN_CORRESPONDENCE
)
"""What a professional may do in a space that authorised them: depositing needs no reading (R-AC-10)."""

NEEDS_OPEN_RECORD = frozenset(
    {
        Permission.CORRECTION_ANSWER,
        Permission.DOCUMENT_LIST,
        Permission.DOCUMENT_READ,
        Permission.DOCUMENT_RELEASE,
        Permission.DOCUMENT_REPLACE,
        Permission.DOCUMENT_WITHDRAW,
        Permission.PROFILE_READ,
        Permission.SPACE_READ,
    }
)
"""What a professional may do in a record that authorised them and that they opened, with a reason, in this session."""

READ_IN_EMERGENCY = frozenset(
    {Permission.DOCUMENT_LIST, Permission.DOCUMENT_READ, Permission.PROFILE_READ, Permission.SPACE_READ}
)
"""What a professional also does without a grant while their emergency access runs: reading, and nothing else."""

SHOWN_IN_PREVIEW = frozenset(
    {Permission.DOCUMENT_LIST, Permission.DOCUMENT_READ, Permission.PROFILE_READ, Permission.SPACE_READ}
)
"""What the holder may look at with a professional's eyes: what the professional could read, no more (R-AC-3)."""

IN_CALL = frozenset({Permission.PERSON_HELP})
"""What an agent may do for the one person whom they help now: never a word of health (R-AS-4, R-AS-8)."""

IN_HELP_SESSION = frozenset({Permission.DOCUMENT_ADD})
"""What an agent may do besides while the person lets them, thirty minutes at most: file what the person brought."""

ONESELF = {
    Permission.ACCESS_ASK: frozenset({Quality.PROFESSIONAL}),
    Permission.ACCOUNT_CHANGE: frozenset({Quality.HOLDER, Quality.JOB}),
    Permission.ACCOUNT_READ: frozenset({Quality.HOLDER, Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR}),
    Permission.ACCOUNT_IMPORT: frozenset({Quality.JOB}),
    Permission.ASSISTANT_MANAGE: frozenset({Quality.PROFESSIONAL}),
    Permission.CATALOGUE_CURATE: frozenset({Quality.OPERATOR}),
    Permission.CATALOGUE_READ: frozenset({Quality.HOLDER, Quality.OPERATOR}),
    Permission.CALL_BEGIN: frozenset({Quality.AGENT}),
    Permission.CORRECTION_LIST: frozenset({Quality.PROFESSIONAL}),
    Permission.ACCESS_JUDGE: frozenset({Quality.JOB}),
    Permission.CONTEST_ANSWER: frozenset({Quality.OPERATOR}),
    Permission.CONTEST_LIST: frozenset({Quality.OPERATOR}),
    Permission.CONVERSATION_LIST: frozenset({Quality.HOLDER, Quality.PROFESSIONAL}),
    Permission.DELEGATION_ANSWER: frozenset({Quality.HOLDER}),
    Permission.DIRECTORY_SEARCH: frozenset({Quality.HOLDER}),
    Permission.EMERGENCY_OPEN: frozenset({Quality.PROFESSIONAL}),
    Permission.EMERGENCY_REVIEW: frozenset({Quality.OPERATOR}),
    Permission.LIFECYCLE_RUN: frozenset({Quality.JOB}),
    Permission.NOTICE_CHOOSE: frozenset({Quality.HOLDER}),
    Permission.NOTICE_READ: frozenset({Quality.HOLDER, Quality.PROFESSIONAL}),
    Permission.OUTBOX_COUNT: frozenset({Quality.OPERATOR}),
    Permission.OUTBOX_RETRY: frozenset({Quality.OPERATOR}),
    Permission.PATIENT_FIND: frozenset({Quality.PROFESSIONAL}),
    Permission.PATIENT_LIST: frozenset({Quality.PROFESSIONAL}),
    Permission.PLACE_CHOOSE: frozenset({Quality.PROFESSIONAL}),
    Permission.PROPOSAL_MAKE: frozenset({Quality.JOB}),
    Permission.RECORD_CLOSE: frozenset({Quality.PROFESSIONAL}),
    Permission.REQUEST_DELIVER: frozenset({Quality.JOB}),
    Permission.REMINDER_SEND: frozenset({Quality.JOB}),
    Permission.REPORT_READ: frozenset({Quality.OPERATOR}),
    Permission.SESSION_END: frozenset({Quality.HOLDER, Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR}),
    Permission.SPACE_COUNT: frozenset({Quality.OPERATOR}),
}
"""What concerns no one's space: the qualities that may."""

NOT_FOR_ASSISTANTS = frozenset({Permission.ASSISTANT_MANAGE, Permission.EMERGENCY_OPEN})
"""What a professional does themselves: an assistant who acts for them may not."""
