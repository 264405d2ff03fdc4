"""Whether each column of the rooms is in “all that is yours”, or why not. A new column needs an entry here.

Keys and references, which say whose a row is and what it belongs to, are not listed.
"""

from __future__ import annotations

TAKEN = {
    "appointments_feed": "made_at",
    "appointments_weeklytime": "weekday at zone proposed_at agreed_at declined_at ended_at",
    "caring_caringgift": "text often weeks weekdays begins_on picked_at",
    "caring_givenday": "day",
    "caring_line": "part text written_at",
    "caring_shownlist": "shown_at",
    "change_requests_asked": "text asked_at",
    "change_requests_gift": "day words given_at",
    "change_requests_lookedback": "text written_at",
    "change_requests_plan": "piece often weeks weekdays begins_on hard words chosen_at ended_at",
    "change_requests_request": "told_text state come_back_on begun_at",
    "change_requests_thanks": "words said_at",
    "couples_consent": "what given_at withdrawn_at",
    "couples_invitation": "names_inviter created_at accepted_at revoked_at",
    "couples_partner": "joined_at left_at",
    "couples_user": "email date_joined",
    "dialogues_dialogue": "kind mode topic own_topic kept created_at closed_at own_words_until",
    "dialogues_turn": "seq step move round words own_words blanked meet_at created_at",
    "exits_brought": "words brought_at taken_back_at",
    "exits_commitment": "shared how_far words made_on ends_on ended_on",
    "exits_easing": "words",
    "exits_exit": "told_text state named_at",
    "exits_freed": "day words shared",
    "exits_review": "due_on seen_text done_at",
    "parent_child_privateyes": "said_at",
    "pulse_agreement": "agreed_at",
    "pulse_pulse": "week numbers_text answered_at",
    "pulse_rhythm": "weekday at since",
    "reminders_muted": "sort",
    "reminders_notice": "sort due_at seen_at",
    "reminders_phone": "added_at",
    "reminders_ways": "by_mail quiet_from quiet_until",
    "suggestions_declinedsuggestion": "name",
    "therapist_link": "source days asked_at declined_at withdrawn_at agreed_at expires_at closed_at",
    "therapist_opening": "opened_at",
    "transcripts_note": "seq words changed_at",
    "transcripts_star": "seq created_at",
    "workup_answer": "question about value",
    "workup_shared": "part words shared_at taken_back_at",
    "workup_thanks": "words said_at",
    "workup_wording": "part words confirmed_at",
    "workup_workup": "started_at finished_at",
}
VERSION = "counts changes, so that none is overwritten unseen"
FORM = "a random key of the page"
SEEN = "when the other saw it"
ON_THEIR_WAY = {  # tables that hold nothing for long
    "couples_signinlink": "good for a minute",
    "mail_outgoingmail": "emptied when it is sent",
    "reminders_delivery": "deleted when it is sent",
    "transcripts_parcel": "the file itself, for a day",
}
LEFT = {
    "appointments_feed": {"as good as a key": "token token_hash"},
    "caring_line": {VERSION: "version"},
    "caring_notnow": {"whoever is shown the file would know that something was put away": "marks_text"},
    "caring_shownlist": {SEEN: "opened_at"},
    "change_requests_asked": {"needed by the state table": "before come_back_on"},
    "change_requests_change": {"what both did, as the page shows it": "act state at", SEEN: "seen_at"},
    "change_requests_lookedback": {VERSION: "version", SEEN: "seen_at"},
    "change_requests_request": {VERSION: "ladder_version wishes_version", FORM: "key"},
    "change_requests_thanks": {SEEN: "seen_at"},
    "couples_couple": {"known from when each joined and left": "created_at ended_at"},
    "couples_invitation": {
        "as good as a key": "salt token_hash code_hash",
        "follows from when it was made": "code_expires_at expires_at",
    },
    "couples_partner": {"one of two": "slot"},
    "couples_user": {"as good as a key": "password", "on the page of phones": "last_login is_active"},
    "dialogues_dialogue": {
        "deleted when it ends, and only ended dialogues are exported": "prepared",
        "the protocol's": "snapshot version keep_asked topic_asked topic_kept meet_at new_meet_at",
        "follows from the turns, which say how words went": "words_gone let_go_at blanked_at",
    },
    "dialogues_turn": {"a random key of the phone": "key"},
    "exits_exit": {VERSION: "version", FORM: "key"},
    "exits_freed": {FORM: "key", SEEN: "seen_at"},
    "pulse_pulse": {VERSION: "version"},
    "reminders_notice": {"our own ids": "occasion path", "the worker's": "claimed_at"},
    "reminders_phone": {"as good as a key": "address address_hash"},
    "therapist_link": {
        "as good as a key": "salt token_hash mark",
        "exported where it was written": "item content",
        "others' guesses": "wrong_guesses",
    },
    "transcripts_note": {VERSION: "version"},
    "workup_answer": {VERSION: "version writer count changed_at"},
    "workup_shared": {"as the picture shows them": "sources", SEEN: "seen_at"},
    "workup_thanks": {SEEN: "seen_at"},
    "workup_wording": {"the answers, which are exported": "basis"},
}
