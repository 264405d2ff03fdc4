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
    "caring:days": ("in home home home on 200 on", "in home home home on 422 on"),
    "caring:delete_line": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "caring:end": (PARTNERS_NOWHERE, "in home home home on on on"),
    "caring:give": (PARTNERS_NOWHERE, "in home home home on on on"),
    "caring:line": ("in home home home 404 404 200!", "403 home home home 404 404 422"),
    "caring:not_now": ("in home home home 200 200 confirm", "in home home home 404 404 confirm"),
    "caring:overview": (PARTNERS, PARTNERS_NOWHERE),
    "caring:own_lines": ("in home home home 200 200 200!", "403 home home home 422 422 422!"),
    "caring:partner_lines": ("in home home home 200 200! confirm", "in home home home 405 405 confirm"),
    "caring:show": (PARTNERS_NOWHERE, "in home home home on on on"),
    "change_requests:act": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "change_requests:ask": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "change_requests:check": (PARTNERS_NOWHERE, PARTNERS),
    "change_requests:choose": ("in home home home 404 200 404", "403 home home home 404 422 404"),
    "change_requests:days": ("in home home home 404 200 404", "in home home home 404 422 404"),
    "change_requests:give": ("in home home home 404 on 404", "403 home home home 404 422 404"),
    "change_requests:ladder": ("in home home home 404 404 200!", "403 home home home 404 404 422!"),
    "change_requests:list": (PARTNERS, PARTNERS_NOWHERE),
    "change_requests:look_back": ("in home home home 404 200 200", "403 home home home 404 422 422"),
    "change_requests:new": (PARTNERS, "403 home home home 422 422 422!"),
    "change_requests:put_off": ("in home home home 404 on 404", "in home home home 404 422 404"),
    "change_requests:request": ("in home home home 404 200 200!", PARTNERS_NOWHERE),
    "change_requests:thank": ("in home home home 404 404 on", "403 home home home 404 404 on"),
    "change_requests:ungive": (PARTNERS_NOWHERE, "in home home home 404 on 404"),
    "change_requests:unsay": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "change_requests:wishes": ("in home home home 404 404 200", "403 home home home 404 404 409"),
    "code": (PUBLIC, PUBLIC),
    "delete_account": (PEOPLE, UNTYPED),
    "dialogues:ending": ("in home home home 404 200 200", "in home home home 404 on on"),
    "dialogues:list": (PARTNERS, "403 home home home 422 422 422"),
    "dialogues:moves": ("in home home home on on on", "403 home home home 404 422 422"),
    "dialogues:new": (PARTNERS, "403 home home home 200 200 200"),
    "dialogues:news": ("in home home home 204 204 204", PARTNERS_NOWHERE),
    "dialogues:room": (READERS, PARTNERS_NOWHERE),
    "dialogues:stage": (READERS, PARTNERS_NOWHERE),
    "end_session": (PEOPLE_NOWHERE, "in 404 404 404 404 404 confirm"),
    "exit": (NOWHERE, "on on on on on on on"),
    "exits:act": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "exits:commitment": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:commitments": (PARTNERS, PARTNERS_NOWHERE),
    "exits:edit": ("in home home home 404 404 200!", "403 home home home 404 404 422"),
    "exits:exit": ("in home home home 404 404 200!", PARTNERS_NOWHERE),
    "exits:list": (PARTNERS, PARTNERS_NOWHERE),
    "exits:new": (PARTNERS, "403 home home home 422 422 422"),
    "exits:offer": (PARTNERS_NOWHERE, "in home home home on on on"),
    "exits:review": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:share": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:time_note": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "exits:time_notes": ("in home home home 404 404 on", "403 home home home 404 404 422!"),
    "help": (PUBLIC, NOWHERE),
    "home": ("200 on on on 200 200 200", NOWHERE),
    "how": (PUBLIC, NOWHERE),
    "invitation": ("200 home home 200 home home home", "200 home home home home home home"),
    "invitation_link": ("409 409 409 409 409 409 409", NOWHERE),
    "invite": ("in home home 200 home home home", "in home home on home home home"),
    "join": ("409 home home home home home home", NOWHERE),
    "keep_appreciation": (PEOPLE_HOME, "403 on on on on on on"),
    "leave": (PARTNERS, PEOPLE_HOME),
    "let_all_go": (PEOPLE, UNTYPED),
    "let_go": (PEOPLE, UNTYPED),
    "manifest": (PUBLIC, NOWHERE),
    "me": (PEOPLE, PEOPLE_NOWHERE),
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
    "operator:overview": (NOTHING, NOTHING),
    "operator:test_mail": (NOTHING, NOTHING),
    "own_data": (PEOPLE, PEOPLE_NOWHERE),
    "parted": ("in home 200 home home home home", PEOPLE_NOWHERE),
    "parent_child:invite": ("in home home home on on confirm", "403 home home home 422 422 confirm"),
    "parent_child:page": ("in home home home 200 200 confirm", "in home home home on on confirm"),
    "practice": (PUBLIC, PUBLIC),
    "profile": (PEOPLE, PEOPLE),
    "pulse:agreement": (PARTNERS_NOWHERE, "in home home home on on on"),
    "pulse:schedule": (PEOPLE_NOWHERE, PEOPLE_ON),
    "pulse:week": (PEOPLE, "in 422 422 422 422 422 422"),
    "reminders:add_mail": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:add_phone": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:inbox": (PEOPLE, PEOPLE_NOWHERE),
    "reminders:no_mail": (NOTHING, NOTHING),
    "reminders:remove_phone": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:settings": (PEOPLE, "in 422 422 422 422 422 422"),
    "revoke": (PEOPLE_NOWHERE, PEOPLE_ON),
    "suggestions:decline": (PEOPLE_NOWHERE, "in 404 404 404 404 404 404"),
    "suggestions:settings": (PEOPLE, PEOPLE_ON),
    "robots": (PUBLIC, NOWHERE),
    "safety": (PEOPLE, PEOPLE),
    "security": (PEOPLE, PEOPLE_NOWHERE),
    "signin_link": (NOTHING, NOTHING),
    "therapist:agree": (PARTNERS_NOWHERE, "in home home home 404 422! confirm"),
    "therapist:ask": (PARTNERS, "in home home home 422 422 confirm"),
    "therapist:decline": (PARTNERS_NOWHERE, "in home home home 404 on 404"),
    "therapist:link": (READERS, PARTNERS_NOWHERE),
    "therapist:links": (PARTNERS, PARTNERS_NOWHERE),
    "therapist:read": (NOTHING, NOTHING),
    "therapist:secrets": ("in home home home 404 404 confirm", "in home home home 405 405 confirm"),
    "therapist:take_back": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "transcripts:delete_export": (PEOPLE_NOWHERE, PEOPLE_ON),
    "transcripts:insights": (PARTNERS, PARTNERS_NOWHERE),
    "transcripts:bookmarks": ("in home home home 200 200 200!", PARTNERS_NOWHERE),
    "transcripts:erase": ("in home home home 404 on on", "in home home home 404 on on"),
    "transcripts:note": (READERS, "403 home home home 404 on on"),
    "transcripts:download_export": ("in 404 404 404 404 404 confirm", PEOPLE_NOWHERE),
    "transcripts:detail": (READERS, PARTNERS_NOWHERE),
    "transcripts:search": (PARTNERS, "403 home home home 200 200 200"),
    "transcripts:bookmark": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "transcripts:exports": (PEOPLE, UNTYPED),
    "transcripts:timeline": (PARTNERS, PARTNERS_NOWHERE),
    "trust": (PUBLIC, NOWHERE),
    "usersessions_list": (PEOPLE, "in on on on on on confirm"),
    "vision:check": (PARTNERS_NOWHERE, PARTNERS),
    "vision:delete": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "vision:invite": (PARTNERS, "in home home home 422 422 422"),
    "vision:line": ("in home home home 404 404 200!", "403 home home home 404 404 422"),
    "vision:lines": ("in home home home 200 200 200!", "403 home home home 422 422 422!"),
    "vision:page": ("in home home home 200 200! 200!", PARTNERS_NOWHERE),
    "vision:pdf": ("in home home home on 200 confirm", PARTNERS_NOWHERE),
    "vision:take_back": (PARTNERS_NOWHERE, "in home home home on on on"),
    "waiting": (PEOPLE, PEOPLE_NOWHERE),
    "withdraw": (PEOPLE_NOWHERE, PEOPLE_ON),
    "worker": (PUBLIC, NOWHERE),
    "workup:restart": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:answer": ("in 200 200 200 200 200 200!", "403 on on on on on 409!"),
    "workup:answer_about": ("in 404 404 404 404 404 200!", "403 404 404 404 404 404 409!"),
    "workup:section_warning": (PEOPLE, PEOPLE_NOWHERE),
    "workup:picture_changes": ("in 404 404 404 404 404 200!", PEOPLE_NOWHERE),
    "workup:finish": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:export_json": (ANA_CONFIRMS, PEOPLE_NOWHERE),
    "workup:delete_person": ("in 404 404 404 404 404 200!", "in 404 404 404 404 404 on"),
    "workup:overview": (PEOPLE, PEOPLE_NOWHERE),
    "workup:export_pdf": ("in 404 404 404 404 404 confirm", PEOPLE_NOWHERE),
    "workup:picture": ("in 200 200 200 200 200 200!", PEOPLE_NOWHERE),
    "workup:judge_likeness": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:share_part": (PARTNERS_NOWHERE, "in home home home 404 404 404"),
    "workup:export": (PEOPLE, PEOPLE_NOWHERE),
    "workup:unshare_part": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "workup:thank_for_part": ("in home home home on on on", "403 home home home 404 on 404"),
    "workup:shared_parts": ("in home home home 200 200! 200!", PARTNERS_NOWHERE),
    "workup:edit_wording": (PEOPLE_ON, "403 404 404 404 404 404 404"),
}

# A minute with someone's unlocked phone isn't enough here: by these methods, the route sends a file, lets someone in
# or keeps someone out, so it requires re-authentication; or the other would find there what isn't for them to know. A
# new route needs a place here or below.
ASKS = {
    "account_change_password": "post",  # by the old password, in the form itself
    "account_email": "post",
    "account_set_password": "post",
    "appointments:address": "post",
    "appointments:download": "get",
    "caring:not_now": "get post",
    "caring:partner_lines": "get",
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
    "parent_child:invite": "get post",
    "parent_child:page": "get post",
    "therapist:agree": "post",
    "therapist:ask": "post",
    "therapist:secrets": "get",
    "transcripts:download_export": "get",
    "transcripts:exports": "post",
    "usersessions_list": "post",
    "vision:pdf": "get",
    "workup:export_json": "get",
    "workup:export_pdf": "get",
}
# The ways in: each asks for something that only the person has.
WAYS_IN = """account_confirm_email account_confirm_login_code account_login account_reauthenticate
    account_reset_password account_reset_password_from_key account_signup appointments:feed invitation_link join
    mfa_authenticate mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn reminders:no_mail
    signin_link therapist:read""".split()  # noqa: SIM905
# These connect or separate two people, or stop something. Nobody is kept from leaving, and a partner can read what is
# shared from then on, but nothing from before.
AT_ONCE = "account_logout code exit invitation invite leave revoke therapist:take_back withdraw".split()  # noqa: SIM905
# Reminders go to the phone in hand, and say only that something is waiting.
NO_KEY = "reminders:add_mail reminders:add_phone reminders:remove_phone transcripts:delete_export".split()  # noqa: SIM905
PAGES = """account_email_verification_sent account_inactive account_reset_password_done
    account_reset_password_from_key_done appointments:agree appointments:end appointments:times authority blank breathe
    caring:days caring:delete_line caring:end caring:give caring:line caring:overview caring:own_lines caring:show
    change_requests:act change_requests:ask change_requests:check change_requests:choose change_requests:days
    change_requests:give change_requests:ladder change_requests:list change_requests:look_back change_requests:new
    change_requests:put_off change_requests:request change_requests:thank change_requests:ungive
    change_requests:unsay change_requests:wishes dialogues:list dialogues:moves dialogues:new dialogues:news
    dialogues:ending dialogues:room dialogues:stage exits:act exits:commitment exits:commitments exits:edit
    exits:exit exits:list exits:new exits:offer exits:review exits:share exits:time_note exits:time_notes help home
    how keep_appreciation mail:state manifest me mfa_index mfa_list_webauthn offline onboarding
    operator:overview operator:test_mail own_data
    parted practice profile pulse:agreement pulse:schedule pulse:week reminders:inbox reminders:settings robots safety
    security suggestions:decline suggestions:settings therapist:decline therapist:link therapist:links
    transcripts:bookmark transcripts:bookmarks
    transcripts:detail transcripts:erase transcripts:insights transcripts:note transcripts:search
    transcripts:timeline trust vision:check vision:delete vision:invite vision:line vision:lines vision:page
    vision:take_back waiting worker workup:answer workup:answer_about workup:delete_person
    workup:edit_wording workup:export workup:finish workup:judge_likeness workup:overview workup:picture
    workup:picture_changes workup:restart workup:section_warning workup:share_part workup:shared_parts
    workup:thank_for_part workup:unshare_part""".split()  # noqa: SIM905
