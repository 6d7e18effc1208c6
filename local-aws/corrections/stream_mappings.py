"""Event source mappings of DynamoDB streams keep their rules.

AWS: reports of batch item failures move the checkpoint to the lowest failed record; a failing batch is retried with
growing pauses, split in two if asked for, and given up after MaximumRetryAttempts or MaximumRecordAgeInSeconds, when a
description of it goes to the on-failure queue. Within a shard, nothing overtakes. Mappings do not disturb each other.
MiniStack: ignores all of these but the age, retries the whole batch every second for ever, and runs every mapping and
every handler one after the other in the thread that polls SQS as well.
Corrected: each mapping reads its stream in a thread of its own while there is something to read.
"""

import json
import threading
import time

import pinned
from ministack.core.concurrency import spawn_background
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import dynamodb, lambda_svc, sns, sqs
from . import stream_batches

SHARD = "shardId-00000000000000000000-00000000"

_running = set()
_lock = threading.Lock()


def _poll_dynamodb_streams():
    """In place of lambda_svc._poll_dynamodb_streams: starts a reader for each mapping that has something to read."""
    started = False
    for account, region, esm in lambda_svc._iter_all_esms():
        account_token = lambda_svc._request_account_id.set(account)
        region_token = lambda_svc._request_region.set(region)
        try:
            table = _table_of(esm)
            if table is None or not _unread(esm, table):
                continue
            with _lock:
                if esm["UUID"] in _running:
                    continue
                _running.add(esm["UUID"])
            spawn_background(_read, esm, table, thread_name="stream-mapping")
            started = True
        finally:
            lambda_svc._request_account_id.reset(account_token)
            lambda_svc._request_region.reset(region_token)
    return started


def _table_of(esm):
    """The table whose current stream an enabled mapping reads, if it is one of a stream."""
    arn = esm.get("EventSourceArn", "")
    if not arn.startswith(f"arn:aws:dynamodb:{get_region()}:{get_account_id()}:") or not esm.get("Enabled", True):
        return None
    name = arn.split("/stream/")[0].rsplit("/", 1)[1]
    return name if (dynamodb._tables.get(name) or {}).get("LatestStreamArn") == arn else None


def _position(esm, table):
    """Where the mapping goes on: kept where MiniStack keeps it, and never before the oldest record there is."""
    horizon = dynamodb.stream_start_position(table)
    lambda_svc._init_stream_position(esm["UUID"], esm["EventSourceArn"], esm.get("StartingPosition", "LATEST"))
    with lambda_svc._dynamodb_stream_positions_lock:
        return max(lambda_svc._dynamodb_stream_positions[esm["UUID"]], horizon)


def _advance(esm, position):
    with lambda_svc._dynamodb_stream_positions_lock:
        if esm["UUID"] in lambda_svc._dynamodb_stream_positions:
            lambda_svc._dynamodb_stream_positions[esm["UUID"]] = position


def _unread(esm, table):
    return dynamodb.stream_end_position(table) > _position(esm, table)


def _read(esm, table):
    """Deliver what there is, batch after batch; ends when the stream is read or the mapping is off."""
    try:
        while _alive(esm) and _table_of(esm) == table and _unread(esm, table):
            start = _position(esm, table)
            records = _next_batch(esm, table, start)
            numbered = list(enumerate(records, start))
            wanted = {id(record) for record in lambda_svc._apply_filter_criteria(records, esm)}
            batch = [(position, record) for position, record in numbered if id(record) in wanted]
            delivery = stream_batches.Delivery(
                rules=stream_batches.Rules.of(esm),
                invoke=lambda part: _invoke(esm, part),
                give_up=lambda part, condition, count: _to_failure_destination(esm, part, condition, count),
                checkpoint=lambda position: _advance(esm, position),
                alive=lambda: _alive(esm) and _table_of(esm) == table,
            )
            if delivery.deliver(batch):
                _advance(esm, start + len(records))
    finally:
        with _lock:
            _running.discard(esm["UUID"])
        lambda_svc._esm_wake.set()


def _alive(esm):
    """Neither deleted, nor replaced by a reset."""
    return lambda_svc._esms.get(esm["UUID"]) is esm


def _next_batch(esm, table, start):
    """Up to BatchSize records; waits for the batching window to fill them up."""
    size = int(esm.get("BatchSize") or 100)
    full = time.monotonic() + float(esm.get("MaximumBatchingWindowInSeconds") or 0)
    while True:
        records = dynamodb.stream_records_since(table, start, size)
        if len(records) >= size or time.monotonic() >= full or not _alive(esm):
            return list(records)
        time.sleep(min(0.05, max(0.0, full - time.monotonic())))


def _invoke(esm, records):
    """Call the function.

    Returns the index of the lowest failed record, None when all are done. Throttled: the function was not called.
    """
    function, _ = lambda_svc._get_func_record_for_qualifier(esm["FunctionName"], esm.get("Qualifier"))
    if function is None:
        raise stream_batches.Throttled
    result = lambda_svc._execute_function(function, {"Records": records})
    if result.get("throttle"):
        raise stream_batches.Throttled
    if result.get("error"):
        esm["LastProcessingResult"] = "PROBLEM: Function call failed"
        lambda_svc.logger.warning("%s failed on %d records of its stream: %s",
                                  esm["FunctionName"], len(records), result.get("body"))
        return 0
    esm["LastProcessingResult"] = "OK"
    if "ReportBatchItemFailures" not in (esm.get("FunctionResponseTypes") or []):
        return None
    return stream_batches.lowest_failure(result.get("body"), records)


def _to_failure_destination(esm, records, condition, invoke_count):
    """Send a description of the records that are given up, without the records, to the on-failure queue or topic."""
    lambda_svc.logger.warning("%s gives up %d records of its stream: %s", esm["FunctionName"], len(records), condition)
    destination = ((esm.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination", "")
    if not destination:
        return
    _, config = lambda_svc._get_func_record_for_qualifier(esm["FunctionName"], esm.get("Qualifier"))
    changes = [record["dynamodb"] for record in records]
    body = json.dumps({
        "requestContext": {
            "requestId": new_uuid(),
            "functionArn": (config or {}).get("FunctionArn", ""),
            "condition": condition,
            "approximateInvokeCount": invoke_count,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": _iso(time.time()),
        "DDBStreamBatchInfo": {
            "shardId": SHARD,
            "startSequenceNumber": changes[0]["SequenceNumber"],
            "endSequenceNumber": changes[-1]["SequenceNumber"],
            "approximateArrivalOfFirstRecord": _iso(changes[0]["ApproximateCreationDateTime"]),
            "approximateArrivalOfLastRecord": _iso(changes[-1]["ApproximateCreationDateTime"]),
            "batchSize": len(records),
            "streamArn": esm["EventSourceArn"],
        },
    })
    if ":sqs:" in destination:
        queue = sqs._queue_by_arn(destination)
        if queue is None:
            lambda_svc.logger.error("the on-failure queue %s does not exist", destination)
            return
        sqs._act_send_message({"MessageBody": body}, queue["url"])
    else:
        sns._fanout(destination, new_uuid(), body, "", "", {})


def _iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(float(seconds)))


def apply():
    pinned.check(lambda_svc, "_init_stream_position", "bef560b23a1a")
    pinned.replace(lambda_svc, "_poll_dynamodb_streams", "2b2460e933a9")(_poll_dynamodb_streams)
