"""A small HTTP/1.1 server in front of MiniStack's ASGI application.

MiniStack comes with hypercorn, which takes two thirds of the time of a request, and all requests share one Python
process with everything else. This one does what AWS's clients need and no more: whole requests with a length or in
chunks, `Expect: 100-continue`, keep-alive, and answers whole or in chunks. No TLS, HTTP/2 or WebSockets.
"""

import asyncio
from http import HTTPStatus
from urllib.parse import unquote

LARGEST_HEAD = 1 << 16
REASONS = {status.value: status.phrase for status in HTTPStatus}


class BadRequest(Exception):
    pass


class Request:
    """A request's head, and the part of its body that has arrived."""

    def __init__(self, head):
        request_line, *lines = head.split(b"\r\n")
        try:
            self.method, self.target, version = request_line.decode("ascii").split(" ")
            self.headers = [(name.lower(), value.strip()) for name, value in (line.split(b":", 1) for line in lines)]
        except ValueError:
            raise BadRequest from None
        fields = dict(self.headers)
        connection = fields.get(b"connection", b"").lower()
        self.keep_alive = connection == b"keep-alive" if version == "HTTP/1.0" else connection != b"close"
        self.wants_continue = fields.get(b"expect", b"").lower() == b"100-continue"
        self.chunked = fields.get(b"transfer-encoding", b"").lower() == b"chunked"
        self.length = int(fields.get(b"content-length", b"0"))
        self.body = bytearray()

    def take_body(self, buffer):
        """Move the body out of the buffer; False as long as some of it is missing."""
        if not self.chunked:
            if len(buffer) < self.length:
                return False
            self.body += buffer[:self.length]
            del buffer[:self.length]
            return True
        while (end := buffer.find(b"\r\n")) >= 0:
            size = int(bytes(buffer[:end]).split(b";")[0], 16)
            if len(buffer) < end + 2 + size + 2:
                return False
            self.body += buffer[end + 2:end + 2 + size]
            del buffer[:end + 2 + size + 2]
            if size == 0:
                return True
        return False

    def scope(self, client, server):
        path, _, query = self.target.partition("?")
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
            "method": self.method, "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(),
            "headers": self.headers, "client": client, "server": server,
        }


class Connection(asyncio.Protocol):
    """One client's connection: a request at a time."""

    def __init__(self, application):
        self.application = application
        self.buffer = bytearray()
        self.request = None
        self.answering = None
        self.gone = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport
        self.client, self.server = transport.get_extra_info("peername"), transport.get_extra_info("sockname")

    def connection_lost(self, _):
        self.gone.set()

    def data_received(self, data):
        self.buffer += data
        self.advance()

    def advance(self):
        """Answer the next request once all of it is here."""
        if self.answering is not None:
            return
        try:
            if self.request is None:
                end = self.buffer.find(b"\r\n\r\n")
                if end < 0:
                    if len(self.buffer) > LARGEST_HEAD:
                        raise BadRequest
                    return
                self.request = Request(bytes(self.buffer[:end]))
                del self.buffer[:end + 4]
                if self.request.wants_continue:
                    self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            if not self.request.take_body(self.buffer):
                return
        except (BadRequest, ValueError):
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()
            return
        request, self.request = self.request, None
        self.answering = asyncio.get_running_loop().create_task(self.answer(request))

    async def answer(self, request):
        answer = Answer(request, self.transport)
        body = [{"type": "http.request", "body": bytes(request.body), "more_body": False}]

        async def receive():
            if body:
                return body.pop()
            await self.gone.wait()
            return {"type": "http.disconnect"}

        try:
            await self.application(request.scope(self.client, self.server), receive, answer.send)
        finally:
            self.answering = None
            if request.keep_alive and answer.complete:
                if self.buffer:
                    self.advance()
            else:
                self.transport.close()


class Answer:
    """Writes the application's messages; a whole answer with one system call."""

    def __init__(self, request, transport):
        self.request, self.transport = request, transport
        self.start, self.chunked, self.complete = None, False, False

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body" and not self.complete and not self.transport.is_closing():
            body, more = message.get("body", b""), message.get("more_body", False)
            self.complete = not more
            head, self.start = (self.head(len(body), more) if self.start else b""), None
            if self.request.method == "HEAD":
                body = b""
            elif self.chunked:
                body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + (b"" if more else b"0\r\n\r\n")
            self.transport.write(head + body)

    def head(self, length, more):
        status = self.start["status"]
        names = {name.lower() for name, _ in self.start["headers"]}
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, '')}".encode()]
        lines += [b"%s: %s" % header for header in self.start["headers"]]
        if b"content-length" not in names and b"transfer-encoding" not in names and status not in (204, 304):
            self.chunked = more
            lines.append(b"transfer-encoding: chunked" if more else b"content-length: %d" % length)
        if not self.request.keep_alive:
            lines.append(b"connection: close")
        return b"\r\n".join(lines) + b"\r\n\r\n"


async def serve(application, listener, ready, stopping):
    """Start the application, serve it on the listening socket until `stopping` is set."""
    begun, started = asyncio.Queue(), asyncio.Event()

    async def send(message):
        if message["type"] == "lifespan.startup.complete":
            started.set()

    lifespan = asyncio.create_task(application({"type": "lifespan", "asgi": {"version": "3.0"}}, begun.get, send))
    begun.put_nowait({"type": "lifespan.startup"})
    await asyncio.wait({asyncio.create_task(started.wait()), lifespan}, return_when=asyncio.FIRST_COMPLETED)
    if lifespan.done():
        lifespan.result()
        raise RuntimeError("MiniStack did not start")
    server = await asyncio.get_running_loop().create_server(lambda: Connection(application), sock=listener)
    ready()
    await stopping.wait()
    server.close()
