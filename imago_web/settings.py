"""All settings, in one file, from the environment. Nothing set means: embedded servers, data in ./data."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mail.security import CHOICES, encryption_options
from runtime import addresses, environment, instance

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = environment.folder("IMAGO_DATA", BASE_DIR / "data")
SERVERS = instance.server_urls(DATA)
KEYRING = environment.keyring(DATA / "keys")

SECRET_KEY = KEYRING.secret
DEBUG = False
ORIGINS = environment.origins("IMAGO_ORIGINS")
SECURE = bool(ORIGINS) and all(origin.startswith("https://") for origin in ORIGINS)
ALLOWED_HOSTS = [addresses.url_host(origin) for origin in ORIGINS] or ["*"]
CSRF_TRUSTED_ORIGINS = ORIGINS
# Set by `up --https` to the port of its front door: then this process ends TLS itself, and nobody stands in front.
HOME_TLS = environment.number("IMAGO_HOME_TLS", 0, lowest=0, highest=65535)
BEHIND_PROXY = bool(ORIGINS) and not HOME_TLS
PROXIES = environment.networks("FORWARDED_ALLOW_IPS", "127.0.0.1 ::1")
# How many a request passes through: a balancer and Caddy make two.
PROXY_COUNT = environment.number("IMAGO_PROXIES", int(BEHIND_PROXY), lowest=0, highest=9)
# Set by `up` to the address it prints, for links in mails when no origin is configured.
HOME_ORIGIN = environment.text("IMAGO_HOME_ORIGIN")

INSTALLED_APPS = [
    "imago_web",  # before Django's own apps: the first of two commands with one name wins
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "couples.apps.UserSessionsConfig",  # allauth.usersessions
    "channels",
    "csp",
    "django_htmx",
    "core",
    "vault",
    "mail",
    "couples",
    "dialogues",
    "workup",
    "exits",
    "change_requests",
    "caring",
    "pulse",
    "transcripts",
    "appointments",
    "suggestions",
    "therapist",
    "parent_child",
    "vision",  # after it: erasing withdraws what was asked before the page changes
    "reminders",
    "backups",
]
MIDDLEWARE = [
    "imago_web.health.HealthCheck",
    "imago_web.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "runtime.request_validation.MalformedFormMiddleware",
    *(["couples.middleware.RenamedSessionCookieMiddleware"] if SECURE and BEHIND_PROXY else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "couples.middleware.PrivatePagesMiddleware",
    "couples.middleware.HtmxRedirectMiddleware",
    "couples.middleware.UserLocaleMiddleware",
]
ROOT_URLCONF = "imago_web.urls"
ASGI_APPLICATION = "imago_web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["core.template_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "imago_web.ca_install.ca_install_context",
                "imago_web.navigation.tabs_context",
            ],
        },
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DATABASES = {
    "default": environment.database("DATABASE_URL", SERVERS.get("DATABASE_URL", "postgresql:///imago")),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = environment.redis_url("REDIS_URL", SERVERS.get("REDIS_URL", "redis://127.0.0.1:6379/0"))
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    },
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # wait for Redis as long as it takes
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "imago_web.beat:HeartbeatScheduler"
CACHES = {
    # In the database, so that throttling holds over all processes and signing in works while Redis is away.
    "default": {
        "BACKEND": "runtime.database_cache.LoudDatabaseCache",
        "LOCATION": "cache",
        # What throttles signing in must not be pushed out by other traffic.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
}

# Who may sign up: everybody, those with a link, or nobody. See `couples.signups`.
SIGNUPS = environment.choice("IMAGO_SIGNUPS", ("open", "invited", "closed"), "open")

AUTH_USER_MODEL = "couples.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "couples.password_validators.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "couples.password_validators.CommonPasswordValidator"},
    {"NAME": "couples.password_validators.SimilarityValidator", "OPTIONS": {"user_attributes": ["email"]}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

EMAIL_HOST = environment.host("EMAIL_HOST")
EMAIL_PORT = environment.port("EMAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.secret("EMAIL_HOST_PASSWORD")
EMAIL_SECURITY = environment.choice("EMAIL_SECURITY", CHOICES, "auto")
EMAIL_USE_TLS, EMAIL_USE_SSL = encryption_options(EMAIL_HOST, EMAIL_PORT, EMAIL_SECURITY)
EMAIL_TIMEOUT = 10
SENDER = ALLOWED_HOSTS[0] if BEHIND_PROXY else "localhost"
DEFAULT_FROM_EMAIL = environment.mailbox("EMAIL_FROM") or f"imago <imago@{SENDER}>"
HAS_MAIL = bool(EMAIL_HOST and ORIGINS)  # without ORIGINS a mail's link could be made to lead elsewhere
EMAIL_BACKEND = "mail.backends.QueueBackend"
# The server through which the worker sends mail; without one, each mail becomes a file.
EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if HAS_MAIL else ""
EMAIL_FILE_PATH = DATA / "mail"

# The push services of the browsers there are; nothing is ever posted anywhere else.
PUSH_SERVICES = environment.origins("IMAGO_PUSH_SERVICES", wildcards=True) or [
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
]
# Push services want to know whom to write to about a server that misbehaves.
CONTACT = environment.email_address("IMAGO_CONTACT") or parseaddr(environment.mailbox("EMAIL_FROM"))[1]
OWN_ADDRESS = ORIGINS[0] if SECURE else "mailto:" + parseaddr(DEFAULT_FROM_EMAIL)[1]
PUSH_CONTACT = f"mailto:{CONTACT}" if CONTACT else OWN_ADDRESS

# Who can open the backups that are made here: age recipients. Without any, whoever has the keys.
BACKUP_FOR = environment.age_recipients("IMAGO_BACKUP_FOR")
# Where copies are made each night and before an update; None if that is switched off.
BACKUPS = environment.optional_folder("IMAGO_BACKUPS", DATA / "backups")
BACKUP_HOUR = environment.number("IMAGO_BACKUP_HOUR", 3, lowest=0, highest=23)
SERVER_ZONE = environment.server_zone()

ACCOUNT_ADAPTER = "couples.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# Without mail nobody can be asked first, so signing up with a taken address has to say that it is taken.
# With mail: a code, because a link may open in another browser than the one that waits.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = HAS_MAIL
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an unlocked phone is not enough to change an address
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {  # beside allauth's own for signing in
    # The arithmetic is in `couples.guess_limits`.
    "spoken_code": "20/10m/ip",
    "spoken_code_overall": "600/10m/key",
    "spoken_code_crowded": "5/10m/ip",
    "spoken_code_by": "5/10m/user",
    "trial": "5/10m/user",
    "test_mail": "5/10m/user",
    "confirm_email": "3/m/key",  # a code, and a new one at once
    # Per browser if it is known: see `couples.known_devices`.
    "reset_password": "20/m/ip",
    "reset_password_of": "5/m/key",
}
ACCOUNT_FORMS = {
    "login": "couples.sign_in_forms.LoginForm",
    "signup": "couples.sign_in_forms.SignupForm",
    "add_email": "couples.sign_in_forms.AddEmailForm",
    "confirm_email_verification_code": "couples.sign_in_forms.ConfirmEmailCodeForm",
    "reset_password": "couples.sign_in_forms.ResetPasswordForm",
    "change_password": "couples.password_forms.ChangePasswordForm",
    "set_password": "couples.password_forms.SetPasswordForm",
    "reset_password_from_key": "couples.password_forms.ResetPasswordKeyForm",
    "reauthenticate": "couples.password_forms.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # `runtime.forwarded` has already set the address
MFA_FORMS = {
    "activate_totp": "couples.sign_in_forms.ActivateAppForm",
    "authenticate": "couples.sign_in_forms.AuthenticateForm",
    "reauthenticate": "couples.sign_in_forms.ReauthenticateForm",
    "add_webauthn": "couples.mfa_forms.AddPasskeyForm",
    "authenticate_webauthn": "couples.mfa_forms.AuthenticatePasskeyForm",
    "login_webauthn": "couples.mfa_forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "couples.mfa_forms.ReauthenticatePasskeyForm",
}
MFA_ADAPTER = "couples.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = not HAS_MAIL
MFA_TOTP_ISSUER = "imago"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

# Our own names, because other programs on this host have cookies too. With HTTPS, no other host or plain port can set
# them.
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}imago_session"
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}imago_device"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}imago_csrf"
SESSION_ENGINE = "couples.sessions"  # stores no key that signs anybody in
CSRF_FAILURE_VIEW = "couples.csrf.csrf_failure"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and BEHIND_PROXY else None
# Not at home: other services on the same machine may be plain.
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE and BEHIND_PROXY else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other names under the domain,
    "security.W021",  # and its preloading, are for the domain's owner to decide
    "security.W008",  # see SECURE_SSL_REDIRECT
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["imago_web.formats"]
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
VOCABULARY_PATHS: list[Path] = []  # folders with <app>/<language>.toml, used before the apps' own files
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = environment.folder("IMAGO_STATIC", DATA / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "imago_web.staticfiles.StaticFiles"},
}

# Safety 9. The bench raises them through the environment; nobody else should.
MOVES_A_MINUTE = environment.number("IMAGO_MOVES_A_MINUTE", 60)
SOCKETS_A_PERSON = environment.number("IMAGO_SOCKETS_A_PERSON", 4)
# Seconds between pings, and seconds to answer one: a dead phone is noticed within twice as many.
KEEP_ALIVE = environment.number("IMAGO_KEEP_ALIVE", 15, highest=20)

# Who may read /metrics, beside programs on this machine where there is no proxy.
METRICS_TOKEN = environment.token("IMAGO_METRICS_TOKEN")

LOG_FORMAT = environment.choice("IMAGO_LOG", ("text", "json"), "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "runtime.log_formatter.PrivateFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "runtime.log_formatter.JsonFormatter"},
    },
    "filters": {"outages": {"()": "runtime.outage_filter.OutageFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOG_FORMAT == "json" else "line",
            "filters": ["outages"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A refused request isn't worth logging, and a stranger could fill the disk with them.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "uvicorn.error": {"level": "ERROR"},
        # What it has to say of a PDF may hold what is written in it.
        "weasyprint": {"level": "CRITICAL"},
    },
}
