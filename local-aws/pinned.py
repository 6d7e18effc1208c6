"""What corrections and tuning may rely on: one version of MiniStack, and in it the exact source of what they change.

MiniStack has no plugin point, so both replace or rewrite its functions. They differ in why:

corrections/  MiniStack behaves differently from AWS, and a program would notice: other errors, lost messages, settings
              that are ignored. A correction is removed once MiniStack behaves like AWS.
tuning/       MiniStack behaves like AWS, but too slowly or with too many processes for one small machine.

Neither patches blindly. Each names what it replaces together with a digest of that source. If MiniStack differs, the
launcher stops with one line, instead of running something that nobody has looked at.
"""

import hashlib
import importlib.metadata
import inspect

VERSION = "1.5.33"

# Of each rewritten function: the digest of the original, and the new source, from which the next rewrite goes on.
_rewritten = {}


class UnexpectedSource(Exception):
    """MiniStack is not what corrections and tuning were written for. The message is one line, meant for the user."""


def check_version(found=None):
    """Refuse any MiniStack but the pinned one."""
    if found is None:
        try:
            found = importlib.metadata.version("ministack")
        except importlib.metadata.PackageNotFoundError:
            raise UnexpectedSource(f"MiniStack {VERSION} is not installed in this Python") from None
    if found != VERSION:
        raise UnexpectedSource(
            f"MiniStack {found} is installed, but the corrections are written for {VERSION}: see local-aws/README.md")


def digest(source):
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def check(owner, name, expected):
    """The original `owner.name`, once its source is known to be the expected one."""
    original = getattr(owner, name, None)
    if original is None:
        raise UnexpectedSource(f"{_label(owner, name)} does not exist in this MiniStack")
    found = digest(original if isinstance(original, str) else inspect.getsource(original))
    if found != expected:
        raise UnexpectedSource(
            f"{_label(owner, name)} is not the source that was corrected ({found}, not {expected})")
    return original


def replace(owner, name, expected):
    """Decorator: the function takes the place of `owner.name`."""
    check(owner, name, expected)

    def put(replacement):
        setattr(owner, name, replacement)
        return replacement

    return put


def substitute(text, *changes):
    """`text` with each (old, new) applied; every old must be there exactly once."""
    for old, new in changes:
        if text.count(old) != 1:
            raise UnexpectedSource(f"expected once, found {text.count(old)} times: {old.strip().splitlines()[0]}")
        text = text.replace(old, new)
    return text


def rewrite(module, name, expected, *changes, also=None):
    """Redefine the function `module.name` from its own source with a few lines changed; `also` adds names it may use.

    Several modules may rewrite a function, each with the digest of the original.
    """
    key = (module.__name__, name)
    if key not in _rewritten:
        _rewritten[key] = (expected, inspect.getsource(check(module, name, expected)))
    original, source = _rewritten[key]
    if original != expected:
        raise UnexpectedSource(f"{_label(module, name)} has been rewritten as {original}, not as {expected}")
    source = substitute(source, *changes)
    vars(module).update(also or {})
    exec(compile(source, f"{module.__file__} (rewritten {name})", "exec"), vars(module))
    _rewritten[key] = (expected, source)


def _label(owner, name):
    return f"{getattr(owner, '__name__', owner)}.{name}"
