"""Resources that only observe an application do not prevent its deployment.

AWS: has them all.
MiniStack: refuses a template with a type that it does not know, and an alarm on a metric-math expression.
Corrected: types that do not change how the application behaves are accepted, do nothing, and are listed in the log as
not simulated. Types that an application relies on are still refused.
"""

import logging

import pinned
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

logger = logging.getLogger("emulator")

# Type, how its ARN goes on after region and account, and the attribute beside Arn that templates ask for.
WATCHERS = {
    "AWS::ApplicationSignals::ServiceLevelObjective": ("application-signals", "slo/", None),
    "AWS::CloudWatch::AnomalyDetector": ("cloudwatch", "anomaly-detector:", "Id"),
    "AWS::CloudWatch::CompositeAlarm": ("cloudwatch", "alarm:", None),
    "AWS::CloudWatch::InsightRule": ("cloudwatch", "insight-rule/", "RuleName"),
    "AWS::Logs::QueryDefinition": ("logs", "query-definition:", "QueryDefinitionId"),
    "AWS::Synthetics::Canary": ("synthetics", "canary:", "Id"),
    "AWS::XRay::Group": ("xray", "group/", "GroupARN"),
}


def apply():
    pinned.check(provisioners, "_cw_metric_alarm_record", "4565fcede1eb")
    handlers = provisioners._RESOURCE_HANDLERS
    for kind, (service, prefix, attribute) in WATCHERS.items():
        handlers.setdefault(kind, _watcher(kind, service, prefix, attribute))
    handlers["AWS::CloudWatch::Alarm"] = _unless_metric_math(handlers["AWS::CloudWatch::Alarm"])


def _watcher(kind, service, prefix, attribute):
    def create(logical_id, props, stack_name):
        logger.warning("not simulated: %s %s", kind, logical_id)
        name = props.get("AlarmName") or props.get("Name") or provisioners._physical_name(stack_name, logical_id)
        attributes = {"Arn": f"arn:aws:{service}:{get_region()}:{get_account_id()}:{prefix}{name}"}
        if attribute:
            attributes[attribute] = name
        return name, attributes

    return {"create": create, "delete": lambda physical_id, props: None}


def _unless_metric_math(alarm):
    watcher = _watcher("AWS::CloudWatch::Alarm", "cloudwatch", "alarm:", None)

    def create(logical_id, props, stack_name):
        return (watcher if props.get("Metrics") else alarm)["create"](logical_id, props, stack_name)

    def update(physical_id, old_props, new_props, stack_name, logical_id):
        if not new_props.get("Metrics"):
            return alarm["update"](physical_id, old_props, new_props, stack_name, logical_id)
        delete(physical_id, old_props)
        return watcher["create"](logical_id, new_props, stack_name)

    def delete(physical_id, props):
        if physical_id in cloudwatch._alarms:
            alarm["delete"](physical_id, props)

    return {**alarm, "create": create, "update": update, "delete": delete}
