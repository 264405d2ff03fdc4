"""What every address brings to everybody who might knock, as a table. A new route needs a row here."""

from __future__ import annotations

PERSONAS = ("nobody", "eve", "ex", "invited", "cleo", "ben", "ana")

# What everybody gets, one word each in the order of PERSONAS: a status, "in" for being asked to sign in, "home" for
# being led to what is next for them, "on" for another page of their own, "confirm" for being asked once more who
# they are. "!" marks the two who read what Ana said.
NOWHERE = "405 405 405 405 405 405 405"
NOTHING = "404 404 404 404 404 404 404"
PUBLIC = "200 200 200 200 200 200 200"
VISITORS = "200 home home home home home home"
PEOPLE = "in 200 200 200 200 200 200"
PEOPLE_HOME = "in home home home home home home"
PEOPLE_ON = "in on on on on on on"
PEOPLE_NOWHERE = "in 405 405 405 405 405 405"
NONE_YET = "in 404 404 404 404 404 404"
CANNOT_CONFIRM = "in 403 403 403 403 403 on"
ANA_CONFIRMS = "in 200 200 200 200 200 confirm"
UNTYPED = "in 422 422 422 422 422 confirm"
ANAS_PASSKEY = "in 404 404 404 404 404 confirm"
PARTNERS = "in home home home 200 200 200"
PARTNERS_NOWHERE = "in home home home 405 405 405"
READERS = "in home home home 404 200! 200!"

MATRIX = {  # route: (what a GET brings, what an empty POST brings)
    "account_change_password": (PEOPLE_ON, PEOPLE_ON),
    "account_confirm_email": (PUBLIC, NOTHING),
    "account_confirm_login_code": (PEOPLE_HOME, PEOPLE_HOME),
    "account_email": (PEOPLE, PEOPLE_ON),
    "account_email_verification_sent": (PUBLIC, NOWHERE),
    "account_inactive": (PUBLIC, NOWHERE),
    "account_login": (VISITORS, VISITORS),
    "account_logout": ("home 200 200 200 200 200 200", "home home home home home home home"),
    "account_reauthenticate": (CANNOT_CONFIRM, CANNOT_CONFIRM),
    "account_reset_password": (PUBLIC, PUBLIC),
    "account_reset_password_done": (PUBLIC, NOWHERE),
    "account_reset_password_from_key": (PUBLIC, PUBLIC),
    "account_reset_password_from_key_done": (PUBLIC, NOWHERE),
    "account_set_password": (PEOPLE, ANA_CONFIRMS),
    "account_signup": (VISITORS, VISITORS),
    "appointments:address": (PARTNERS_NOWHERE, "in home home home on on confirm"),
    "appointments:agree": (PARTNERS_NOWHERE, "in home home home on on on"),
    "appointments:download": ("in home home home 200 200 confirm", PARTNERS_NOWHERE),
    "appointments:end": (PARTNERS_NOWHERE, "in home home home on on on"),
    "appointments:feed": (NOTHING, NOWHERE),
    "appointments:times": (PARTNERS, "in home home home 422 422 422"),
    "authority": (NOTHING, NOWHERE),
    "blank": (PUBLIC, NOWHERE),
    "breathe": (PUBLIC, NOWHERE),
    "change_requests:act": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "change_requests:ask": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "change_requests:check": (PARTNERS_NOWHERE, PARTNERS),
    "change_requests:choose": ("in home home home 404 200 404", "403 home home home 404 422 404"),
    "change_requests:days": ("in home home home 404 200 404", "in home home home 404 422 404"),
    "change_requests:give": ("in home home home 404 on 404", "403 home home home 404 422 404"),
    "change_requests:ladder": ("in home home home 404 404 200!", "403 home home home 404 404 422!"),
    "change_requests:list": (PARTNERS, PARTNERS_NOWHERE),
    "change_requests:look_back": ("in home home home 404 200 200", "403 home home home 404 422 422"),
    "change_requests:new": ("in home home home 200 200 200!", "403 home home home 422 422 422!"),
    "change_requests:put_off": ("in home home home 404 on 404", "in home home home 404 422 404"),
    "change_requests:request": ("in home home home 404 200 200!", PARTNERS_NOWHERE),
    "change_requests:thank": ("in home home home 404 404 on", "403 home home home 404 404 on"),
    "change_requests:ungive": (PARTNERS_NOWHERE, "in home home home 404 on 404"),
    "change_requests:unsay": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "change_requests:wishes": ("in home home home 404 404 200", "403 home home home 404 404 409"),
    "code": (PEOPLE, PEOPLE),
    "delete_account": (PEOPLE, UNTYPED),
    "dialogues:list": (PARTNERS, "403 home home home 422 422 422"),
    "dialogues:moves": ("in home home home on on on", "403 home home home 404 422 422"),
    "dialogues:new": (PARTNERS, PARTNERS),
    "dialogues:news": ("in home home home 204 204 204", PARTNERS_NOWHERE),
    "dialogues:room": (READERS, PARTNERS_NOWHERE),
    "dialogues:stage": (READERS, PARTNERS_NOWHERE),
    "end_session": (PEOPLE_NOWHERE, "in 404 404 404 404 404 confirm"),
    "exit": (NOWHERE, "on on on on on on on"),
    "exits:act": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "exits:bring": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:change": ("in home home home 404 404 200!", "403 home home home 404 404 422"),
    "exits:easing": (PARTNERS_NOWHERE, "in home home home on on on"),
    "exits:exit": ("in home home home 404 404 200!", PARTNERS_NOWHERE),
    "exits:freed": ("in home home home 404 404 on", "403 home home home 404 404 422!"),
    "exits:inventory": (PARTNERS, PARTNERS_NOWHERE),
    "exits:name": (PARTNERS, "403 home home home 422 422 422"),
    "exits:note": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "exits:promise": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:review": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:together": (PARTNERS, PARTNERS_NOWHERE),
    "help": (PUBLIC, NOWHERE),
    "home": ("200 on on on on on on", NOWHERE),
    "invitation": ("200 home home 200 home home home", VISITORS),
    "invitation_link": ("409 409 409 409 409 409 409", NOWHERE),
    "invite": ("in home home 200 home home home", PEOPLE_NOWHERE),
    "leave": (PARTNERS, PEOPLE_HOME),
    "let_all_go": (PEOPLE, UNTYPED),
    "let_go": (PEOPLE, UNTYPED),
    "manifest": (PUBLIC, NOWHERE),
    "mfa_activate_totp": (ANA_CONFIRMS, ANA_CONFIRMS),
    "mfa_add_webauthn": (ANA_CONFIRMS, ANA_CONFIRMS),
    "mfa_authenticate": (PEOPLE_HOME, PEOPLE_HOME),
    "mfa_deactivate_totp": (NONE_YET, NONE_YET),
    "mfa_download_recovery_codes": (NONE_YET, NONE_YET),
    "mfa_edit_webauthn": (ANAS_PASSKEY, ANAS_PASSKEY),
    "mfa_generate_recovery_codes": (ANA_CONFIRMS, ANA_CONFIRMS),
    "mfa_index": (PEOPLE, PEOPLE_NOWHERE),
    "mfa_list_webauthn": (PEOPLE, PEOPLE_NOWHERE),
    "mfa_login_webauthn": (PEOPLE_HOME, PEOPLE_HOME),
    "mfa_reauthenticate": (CANNOT_CONFIRM, CANNOT_CONFIRM),
    "mfa_reauthenticate_webauthn": ("in 403 403 403 403 403 200", "in 403 403 403 403 403 in"),
    "mfa_remove_webauthn": (ANAS_PASSKEY, ANAS_PASSKEY),
    "mfa_view_recovery_codes": (NONE_YET, PEOPLE_NOWHERE),
    "mail:state": (PUBLIC, NOWHERE),
    "offline": (PUBLIC, NOWHERE),
    "onboarding": (PEOPLE_HOME, PEOPLE_HOME),
    "own_data": (PEOPLE, PEOPLE_NOWHERE),
    "parted": ("in home 200 home home home home", PEOPLE_NOWHERE),
    "profile": (PEOPLE, PEOPLE),
    "pulse:agreement": (PARTNERS_NOWHERE, "in home home home on on on"),
    "pulse:rhythm": (PEOPLE_NOWHERE, PEOPLE_ON),
    "pulse:week": (PEOPLE, "in 422 422 422 422 422 422"),
    "reminders:add_phone": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:inbox": (PEOPLE, PEOPLE_NOWHERE),
    "reminders:no_mail": (NOTHING, NOTHING),
    "reminders:remove_phone": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:settings": (PEOPLE, "in 422 422 422 422 422 422"),
    "revoke": (PEOPLE_NOWHERE, PEOPLE_ON),
    "robots": (PUBLIC, NOWHERE),
    "safety": (PEOPLE, PEOPLE),
    "security": (PEOPLE, PEOPLE_NOWHERE),
    "signin_link": (NOTHING, NOTHING),
    "transcripts:drop": (PEOPLE_NOWHERE, PEOPLE_ON),
    "transcripts:insights": (PARTNERS, PARTNERS_NOWHERE),
    "transcripts:kept": ("in home home home 200 200 200!", PARTNERS_NOWHERE),
    "transcripts:let_go": ("in home home home 404 on on", "in home home home 404 on on"),
    "transcripts:note": (READERS, "403 home home home 404 on on"),
    "transcripts:export": ("in 404 404 404 404 404 confirm", PEOPLE_NOWHERE),
    "transcripts:read": (READERS, PARTNERS_NOWHERE),
    "transcripts:search": (PARTNERS, "403 home home home 200 200 200"),
    "transcripts:star": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "transcripts:take": (PEOPLE, UNTYPED),
    "transcripts:timeline": (PARTNERS, PARTNERS_NOWHERE),
    "trust": (PUBLIC, NOWHERE),
    "usersessions_list": (PEOPLE, "in on on on on on confirm"),
    "waiting": (PEOPLE, PEOPLE_NOWHERE),
    "withdraw": (PEOPLE_NOWHERE, PEOPLE_ON),
    "worker": (PUBLIC, NOWHERE),
    "workup:again": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:answer": ("in 200 200 200 200 200 200!", "403 on on on on on 409!"),
    "workup:answer_about": ("in 404 404 404 404 404 200!", "403 404 404 404 404 404 409!"),
    "workup:before": (PEOPLE, PEOPLE_NOWHERE),
    "workup:changes": ("in 404 404 404 404 404 200!", PEOPLE_NOWHERE),
    "workup:finish": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:json": (ANA_CONFIRMS, PEOPLE_NOWHERE),
    "workup:let_go": ("in 404 404 404 404 404 200!", "in 404 404 404 404 404 on"),
    "workup:overview": (PEOPLE, PEOPLE_NOWHERE),
    "workup:pdf": ("in 404 404 404 404 404 confirm", PEOPLE_NOWHERE),
    "workup:picture": ("in 200 200 200 200 200 200!", PEOPLE_NOWHERE),
    "workup:same": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:share": (PARTNERS_NOWHERE, "in home home home 404 404 404"),
    "workup:take_away": (PEOPLE, PEOPLE_NOWHERE),
    "workup:take_back": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "workup:thank": ("in home home home on on on", "403 home home home 404 on 404"),
    "workup:together": ("in home home home 200 200! 200!", PARTNERS_NOWHERE),
    "workup:words": (PEOPLE_ON, "403 404 404 404 404 404 404"),
}

# A minute with someone's unlocked phone isn't enough here: by these methods, the route sends a file, lets someone in
# or keeps someone out, so it requires re-authentication. A new route needs a place here or below.
ASKS = {
    "account_change_password": "post",  # by the old password, in the form itself
    "account_email": "post",
    "account_set_password": "post",
    "appointments:address": "post",
    "appointments:download": "get",
    "delete_account": "post",
    "end_session": "post",
    "let_all_go": "post",
    "let_go": "post",
    "mfa_activate_totp": "get post",
    "mfa_add_webauthn": "get post",
    "mfa_deactivate_totp": "get post",
    "mfa_download_recovery_codes": "get",
    "mfa_edit_webauthn": "get post",
    "mfa_generate_recovery_codes": "get post",
    "mfa_remove_webauthn": "get post",
    "mfa_view_recovery_codes": "get",
    "transcripts:export": "get",
    "transcripts:take": "post",
    "usersessions_list": "post",
    "workup:json": "get",
    "workup:pdf": "get",
}
# The ways in: each asks for something that only the person has.
WAYS_IN = """account_confirm_email account_confirm_login_code account_login account_reauthenticate
    account_reset_password account_reset_password_from_key account_signup appointments:feed invitation_link
    mfa_authenticate mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn reminders:no_mail
    signin_link""".split()  # noqa: SIM905
# These connect or separate two people, or stop something. Nobody is kept from leaving, and a partner can read what is
# shared from then on, but nothing from before.
AT_ONCE = "account_logout code exit invitation invite leave revoke withdraw".split()  # noqa: SIM905
# Reminders go to the phone in hand, and say only that something is waiting.
NO_KEY = "reminders:add_phone reminders:remove_phone transcripts:drop".split()  # noqa: SIM905
PAGES = """account_email_verification_sent account_inactive account_reset_password_done
    account_reset_password_from_key_done appointments:agree appointments:end appointments:times authority blank breathe
    change_requests:act change_requests:ask change_requests:check change_requests:choose change_requests:days
    change_requests:give change_requests:ladder change_requests:list change_requests:look_back change_requests:new
    change_requests:put_off change_requests:request change_requests:thank change_requests:ungive
    change_requests:unsay change_requests:wishes dialogues:list dialogues:moves dialogues:new dialogues:news
    dialogues:room dialogues:stage exits:act exits:bring exits:change exits:easing exits:exit exits:freed
    exits:inventory exits:name exits:note exits:promise exits:review exits:together help home mail:state manifest
    mfa_index mfa_list_webauthn offline onboarding own_data parted profile pulse:agreement pulse:rhythm pulse:week
    reminders:inbox reminders:settings robots safety security transcripts:insights transcripts:kept
    transcripts:let_go transcripts:note transcripts:read transcripts:search transcripts:star transcripts:timeline trust
    waiting worker workup:again workup:answer workup:answer_about workup:before workup:changes workup:finish
    workup:let_go workup:overview workup:picture workup:same workup:share workup:take_away workup:take_back
    workup:thank workup:together workup:words""".split()  # noqa: SIM905
