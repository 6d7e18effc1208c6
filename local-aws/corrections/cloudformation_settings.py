"""CloudFormation applies all settings of tables and functions that the services themselves support.

AWS: time to live, point-in-time recovery, deletion protection and reserved concurrency are as the template says, and a
protected table makes the deletion of its stack fail.
MiniStack: its CloudFormation drops the first two for every table, all three for AWS::DynamoDB::GlobalTable (the CDK's
TableV2), and reserved concurrency; it deletes protected tables.
Corrected: after a create or update, the service's own call is made.
"""

import json

import pinned
from ministack.services import dynamodb, lambda_svc
from ministack.services.cloudformation import provisioners


def apply():
    pinned.check(provisioners, "_ddb_global_table_update", "fa63a6a118be")
    pinned.check(provisioners, "_ddb_delete", "33ee7316b2ca")
    handlers = provisioners._RESOURCE_HANDLERS
    for kind, settings in (
        ("AWS::DynamoDB::Table", lambda name, props: _set_table(name, props, props)),
        ("AWS::DynamoDB::GlobalTable", lambda name, props: _set_table(name, props, _own_replica(props))),
        ("AWS::Lambda::Function", _set_function),
    ):
        handlers[kind] = {**handlers[kind], **_followed_by(settings, handlers[kind])}
    for kind in ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"):
        handlers[kind]["delete"] = _unless_protected(handlers[kind]["delete"])


def _followed_by(settings, handler):
    def create(logical_id, props, stack_name):
        name, attributes = handler["create"](logical_id, props, stack_name)
        settings(name, props)
        return name, attributes

    def update(physical_id, old_props, new_props, stack_name, *logical_id):
        name, attributes = handler["update"](physical_id, old_props, new_props, stack_name, *logical_id)
        settings(name, new_props)
        return name, attributes

    return {"create": create, "update": update}


def _own_replica(props):
    """The settings of the table in this region: TableV2 lists this region among the replicas."""
    region = provisioners.get_region()
    return next((replica for replica in props.get("Replicas") or [] if replica.get("Region") == region), {})


def _set_table(name, props, replica):
    ttl = props.get("TimeToLiveSpecification") or {}
    if ttl.get("AttributeName"):
        _call(dynamodb._update_ttl, {"TableName": name, "TimeToLiveSpecification": {
            "AttributeName": ttl["AttributeName"], "Enabled": _true(ttl.get("Enabled", True))}})
    elif name in dynamodb._ttl_settings:
        del dynamodb._ttl_settings[name]
    recovery = replica.get("PointInTimeRecoverySpecification") or {}
    _call(dynamodb._update_continuous_backups, {"TableName": name, "PointInTimeRecoverySpecification": {
        "PointInTimeRecoveryEnabled": _true(recovery.get("PointInTimeRecoveryEnabled"))}})
    _call(dynamodb._update_table, {
        "TableName": name, "DeletionProtectionEnabled": _true(replica.get("DeletionProtectionEnabled"))})


def _set_function(name, props):
    reserved = props.get("ReservedConcurrentExecutions")
    if reserved is None:
        lambda_svc._delete_function_concurrency(name)
    else:
        _call(lambda data: lambda_svc._put_function_concurrency(name, data),
              {"ReservedConcurrentExecutions": int(reserved)})


def _unless_protected(delete):
    def delete_table(physical_id, props):
        if (dynamodb._tables.get(physical_id) or {}).get("DeletionProtectionEnabled"):
            raise ValueError(f"Resource cannot be deleted as it is currently protected against deletion: {physical_id}")
        delete(physical_id, props)

    return delete_table


def _true(value):
    return str(value).lower() == "true"


def _call(operation, data):
    status, _, body = operation(data)
    if status >= 400:
        raise ValueError(json.loads(body).get("message", body))
