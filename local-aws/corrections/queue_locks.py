"""No message of a queue is lost when two threads use the queue at once.

AWS: a message that was accepted stays until it is deleted or expires.
MiniStack: deletes and sweeps by building a new list of messages and putting it in place of the old one, while other
threads (EventBridge and SNS targets, other mappings, the API) append to the old one without any lock. Under load, a
message is lost now and then.
Corrected: every function that changes a queue's messages holds one lock. This is no tuning: without it, a program that
is right on AWS fails here.
"""

import functools
import threading

import pinned
from ministack.services import eventbridge, sns, sqs

LOCKED = (
    (sqs, "_act_send_message", "3abd766508c8"),
    (sqs, "_act_delete_message", "8d700665e3d6"),
    (sqs, "_act_delete_message_batch", "877517c32f0f"),
    (sqs, "_act_change_visibility", "387eac7e8e12"),
    (sqs, "_act_purge_queue", "34196ea56d71"),
    (sqs, "_collect_msgs", "308a6eb1b3d4"),
    (sqs, "_dlq_sweep", "6a77691e1671"),
    (sqs, "_expire_retained", "c0da3361632b"),
    (sqs, "_refresh_counts", "5d0fb7b342d2"),
    (eventbridge, "_dispatch_to_sqs", "eb75981283a2"),
    (sns, "_deliver_to_sqs", "f85849838cca"),
)


def apply():
    lock = threading.RLock()
    pinned.check(sqs, "_receive_messages_for_esm", "f230dbcd4974")
    pinned.check(sqs, "_delete_messages_for_esm", "c1686f29b48b")
    sqs._queues_lock = lock  # those two take it already; here it must allow the same thread to enter again
    for module, name, expected in LOCKED:
        original = pinned.check(module, name, expected)
        locked = _holding(lock, original)
        setattr(module, name, locked)
        handlers = getattr(module, "_HANDLERS", {})
        for action in [action for action, handler in handlers.items() if handler is original]:
            handlers[action] = locked


def _holding(lock, function):
    @functools.wraps(function)
    def locked(*args, **kwargs):
        with lock:
            return function(*args, **kwargs)

    return locked
