"""Where the pretend bank keeps its books: a DynamoDB table on AWS, a file on the command line and in tests.

Both write an item only if nobody has written it since it was read. So of two requests at once, one is decided first,
and the other sees it.
"""

import contextlib
import fcntl
import json
import os


class DynamoBooks:
    def __init__(self, client, table):
        self.client = client
        self.table = table

    @classmethod
    def of_table(cls, table):
        # Only here: the command line needs no AWS. Lambda's Python runtimes have botocore.
        from botocore.config import Config
        from botocore.session import get_session

        # Two tries of 3 s each fit the 8 s that the pipeline waits for a look-up.
        limits = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
        return cls(get_session().create_client("dynamodb", config=limits), table)

    def read(self, payment):
        found = self.client.get_item(TableName=self.table, Key={"pk": {"S": payment}}, ConsistentRead=True)
        return json.loads(found["Item"]["item"]["S"]) if "Item" in found else None

    def write(self, item):
        before = item["revision"]
        later = {**item, "revision": before + 1}
        condition = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before > 0:
            values = {":before": {"N": str(before)}}
            condition = {"ConditionExpression": "revision = :before", "ExpressionAttributeValues": values}
        record = {
            "pk": {"S": item["payment"]},
            "revision": {"N": str(before + 1)},
            "item": {"S": json.dumps(later)},
        }
        try:
            self.client.put_item(TableName=self.table, Item=record, **condition)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


class FileBooks:
    def __init__(self, path):
        self.path = path

    def read(self, payment):
        with self._locked():
            return self._all().get(payment)

    def write(self, item):
        with self._locked():
            books = self._all()
            current = books.get(item["payment"], {"revision": 0})
            if current["revision"] != item["revision"]:
                return False
            books[item["payment"]] = {**item, "revision": item["revision"] + 1}
            with open(f"{self.path}.new", "w", encoding="utf-8") as file:
                json.dump(books, file)
            os.replace(f"{self.path}.new", self.path)  # A process that dies leaves the old books or the new ones.
            return True

    def _all(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    @contextlib.contextmanager
    def _locked(self):
        """One process at a time. The lock ends with the process."""
        with open(f"{self.path}.lock", "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
