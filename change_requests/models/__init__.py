"""A change request from draft to last gift, with a log of its state changes."""

from change_requests.models.gift import Gift, Plan, RequestReview, Scheduled, Thanks
from change_requests.models.request import Request, RequestDialogue, StatusChange

__all__ = [
    "Gift",
    "Plan",
    "Request",
    "RequestDialogue",
    "RequestReview",
    "Scheduled",
    "StatusChange",
    "Thanks",
]
