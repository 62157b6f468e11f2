#!/usr/bin/env python3
"""Analysers that are no programs of Node (Bandit, GuardDog), behind one small HTTP server.

Runs beside Gatehouse, in a container or on a host of its own, with the standard library of Python 3.10
or newer alone. It unpacks what it is sent into a private folder, never runs it, and removes it again.

  GET  /healthz                             which tools there are
  POST /analyse?kind=pypi|npm&format=tgz|zip  the archive as body (application/octet-stream)

SIDECAR_TOKEN: the bearer token that /analyse wants; needed on any address but loopback.
"""
import argparse
import errno
import hashlib
import hmac
import ipaddress
import json
import os
import re
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import unicodedata
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

MEGABYTE = 1_048_576
MAX_ARCHIVE = 200 * MEGABYTE
MAX_EXPANDED = 512 * MEGABYTE
MAX_ENTRIES = 50_000
MAX_DIRECTORY = 16 * MEGABYTE
MAX_RATIO = 200
RATIO_FROM = 16 * MEGABYTE
MAX_NAME = 1_024
MAX_PART = 200
MAX_DEPTH = 64
MAX_AHEAD = MEGABYTE
MAX_OUTPUT = 64 * MEGABYTE
# What is said of more than this is not whole, and is told as such.
MAX_FINDINGS = 20_000
MAX_UNREAD = 5_000
MAX_LOW = 500
MAX_SCRIPTS = 1_000
RECEIVE_SECONDS = 60
DRAINED = 8 * MEGABYTE
UNPACK_SECONDS = 60
TOOL_SECONDS = 100
VERSION_SECONDS = 20
VERSION_KEPT_SECONDS = 60
AT_ONCE = max(2, os.cpu_count() or 2)
WAIT_SECONDS = 60
CHUNK = 262_144

# What `mcpb sign` hangs on the end of a bundle.
SIGNATURE = (b"MCPB_SIG_V1", b"MCPB_SIG_END")

LEVELS = ("low", "medium", "high")

# GuardDog may run Semgrep, which takes this file in a package as a list of what not to read.
SILENCES = ".semgrepignore"


class Refused(Exception):
    """The archive is not one that is unpacked; the message says why and never repeats a name."""


class Budget:
    """What unpacking may still cost."""

    def __init__(self, compressed):
        self.compressed = compressed
        self.expanded = 0
        self.entries = 0
        self.ends = time.monotonic() + UNPACK_SECONDS

    def entry(self):
        self.entries += 1
        if self.entries > MAX_ENTRIES:
            raise Refused("too many entries")
        self.bytes(0)

    def bytes(self, count):
        self.expanded += count
        if self.expanded > MAX_EXPANDED:
            raise Refused("too large once unpacked")
        if self.expanded > RATIO_FROM and self.expanded > MAX_RATIO * self.compressed:
            raise Refused("expands too far")
        if time.monotonic() > self.ends:
            raise Refused("took too long to unpack")


class Gunzip:
    """Gives what gzip gives and counts it, so that headers and padding cost as well."""

    def __init__(self, file, budget):
        self.file, self.budget = file, budget
        self.size = os.fstat(file.fileno()).st_size
        self.inflate = zlib.decompressobj(wbits=31)
        self.left = b""

    def read(self, size):
        while not self.left:
            if self.inflate.eof:
                # After the end come padding with zeros and further members, as others read it too.
                rest = self.inflate.unused_data.lstrip(b"\0") or self.file.read(CHUNK).lstrip(b"\0")
                if not rest:
                    return self.end()
                self.inflate = zlib.decompressobj(wbits=31)
            else:
                rest = self.inflate.unconsumed_tail or self.file.read(CHUNK)
                if not rest:
                    raise Refused("cut off")
            self.left = self.inflate.decompress(rest, CHUNK)
            self.budget.bytes(len(self.left))
        given, self.left = self.left[:size], self.left[size:]
        return given

    def end(self):
        # A whole chunk of padding is not the end of the file yet.
        if self.file.tell() < self.size:
            raise Refused("padding that is too long")
        return b""


def safe_parts(raw, drop_first):
    """The folders and the name of an entry, as Gatehouse itself takes them."""
    try:
        length = len(raw.encode("utf-8"))
    except UnicodeEncodeError:
        raise Refused("a name that is no text") from None
    if raw == "" or length > MAX_NAME or "\ufffd" in raw:
        raise Refused("a name that cannot be used")
    if any(unicodedata.category(mark) in ("Cc", "Cf") for mark in raw):
        raise Refused("a name with characters that are not seen")
    if raw.startswith("/") or "\\" in raw or re.match(r"[A-Za-z]:", raw):
        raise Refused("an absolute name")
    parts = [part for part in raw.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise Refused("a name that leads out of the archive")
    if len(parts) > MAX_DEPTH or any(len(part.encode("utf-8")) > MAX_PART for part in parts):
        raise Refused("a name that is too long")
    return parts[1:] if drop_first else parts


def write_entry(folder, parts, source, count=None):
    """Writes one file; what is already there is never opened again."""
    if not parts:
        raise Refused("a file outside of its folder")
    if parts[-1] == SILENCES:
        return
    parent = os.path.join(folder, *parts[:-1])
    try:
        os.makedirs(parent, mode=0o700, exist_ok=True)
        # Whichever of two entries was meant, a tool would see one of them only.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        handle = os.open(os.path.join(parent, parts[-1]), flags, 0o600)
    except (FileExistsError, NotADirectoryError):
        raise Refused("two entries with the same name") from None
    with os.fdopen(handle, "wb") as target:
        while True:
            chunk = source.read(CHUNK)
            if not chunk:
                return
            if count:
                count(len(chunk))
            target.write(chunk)


class Header(tarfile.TarInfo):
    """The library takes a broken header for the end, and reads long names as a whole."""

    @classmethod
    def fromtarfile(cls, tar, **_named):
        block = tar.fileobj.read(tarfile.BLOCKSIZE)
        # Other ways to write a number are read differently by others.
        if not re.fullmatch(rb" *[0-7]*[ \0]*", block[124:136]):
            raise Refused("a size that cannot be used")
        try:
            header = cls.frombuf(block, tar.encoding, tar.errors)
        except tarfile.HeaderError:
            if block.strip(b"\0"):
                raise Refused("a header that is broken") from None
            raise
        header.offset = tar.fileobj.tell() - tarfile.BLOCKSIZE
        return header._proc_member(tar)

    def _proc_member(self, tar):
        is_ahead, is_for_all = self.type in AHEAD, self.type == tarfile.XGLTYPE
        # Which of two names or sizes counts is read differently by others.
        if tar.ahead and (is_ahead or is_for_all):
            raise Refused("two headers for one entry")
        tar.ahead = is_ahead
        if is_for_all:
            tar.kept += self.size
        if tar.kept > MAX_AHEAD or is_ahead and self.size > MAX_AHEAD:
            raise Refused("names that are too long")
        return super()._proc_member(tar)

    def refuse_sparse(self, *_given, **_named):
        raise Refused("an entry that is no ordinary file")

    # Their maps would be read as a whole as well.
    _proc_sparse = _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = refuse_sparse


class Tarball(tarfile.TarFile):
    """Knows whether a header told about the next entry, and how much holds for all."""

    tarinfo = Header
    ahead, kept = False, 0


AHEAD = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE,
         tarfile.SOLARIS_XHDTYPE)


def unpack_tgz(archive, folder, budget):
    with open(archive, "rb") as file:
        try:
            with Tarball.open(fileobj=Gunzip(file, budget), mode="r|", bufsize=20 * 512) as tar:
                while member := tar.next():
                    # Each keeps what holds for all.
                    tar.members.clear()
                    take_member(tar, member, folder, budget)
                check_end(tar.fileobj)
        except (tarfile.TarError, zlib.error, EOFError, ValueError, OverflowError, RecursionError):
            raise Refused("no tarball that can be read") from None


def check_end(stream):
    """Here a block of zeros is the end, and whatever follows is read by others."""
    while chunk := stream.read(CHUNK):
        if chunk.strip(b"\0"):
            raise Refused("more after its end")


def take_member(tar, member, folder, budget):
    budget.entry()
    if member.issym() or member.islnk():
        raise Refused("a link")
    if not (member.isreg() or member.isdir()):
        raise Refused("an entry that is no ordinary file")
    check_agreed(tar, member)
    parts = safe_parts(member.name, drop_first=True)
    if member.isreg():
        write_entry(folder, parts, tar.extractfile(member))


def check_agreed(tar, member):
    """What is a folder to one reader and a file to another hides whatever follows it from one of them."""
    told = member.pax_headers
    size = told.get("size", "0")
    if "path" in tar.pax_headers or "size" in tar.pax_headers or not re.fullmatch(r"[0-9]{1,12}", size):
        raise Refused("a size or a name that others read differently")
    if any(key.startswith("GNU.sparse") for key in told):
        raise Refused("an entry that is no ordinary file")
    if member.size if member.isdir() else told.get("path", member.name).endswith("/"):
        raise Refused("a folder with content")


def unpack_zip(archive, folder, budget):
    check_directory(archive)
    try:
        with zipfile.ZipFile(archive) as packed:
            for info in packed.infolist():
                take_info(packed, info, folder, budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError,
            OverflowError):
        raise Refused("no zip that can be read") from None
    except OSError as failure:
        # A place that no file can have; all else says nothing about the archive.
        if failure.errno != errno.EINVAL:
            raise
        raise Refused("no zip that can be read") from None


def check_directory(archive):
    """The table of contents is read as a whole: its size is looked at first."""
    size = os.path.getsize(archive)
    with open(archive, "rb") as file:
        file.seek(max(0, size - 65_536 - 22 - 20))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at == -1 or len(tail) - at < 22:
        raise Refused("no zip that can be read")
    length, start = (int.from_bytes(tail[one:one + 4], "little") for one in (at + 12, at + 16))
    if length > MAX_DIRECTORY:
        raise Refused("too many entries")
    # Then it is the size of another table that counts, and 200 MB never need that.
    if tail[max(0, at - 20):at].startswith(b"PK\x06\x07"):
        raise Refused("a zip of 64 bits")
    # The library takes the bytes before the end for the table, others those at the place that is told.
    if start + length != size - len(tail) + at:
        raise Refused("a table that others read elsewhere")
    rest = tail[at + 22 + int.from_bytes(tail[at + 20:at + 22], "little"):]
    if rest and not (rest.startswith(SIGNATURE[0]) and rest.endswith(SIGNATURE[1])):
        raise Refused("more after its end")


def take_info(packed, info, folder, budget):
    budget.entry()
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise Refused("a link")
    is_plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or info.flag_bits & 1 or not is_plain:
        raise Refused("an entry that is no ordinary file")
    # The library cuts names at a zero byte.
    parts = safe_parts(info.orig_filename, drop_first=False)
    if not info.is_dir():
        with packed.open(info) as source:
            write_entry(folder, parts, source, budget.bytes)


UNPACK = {"tgz": unpack_tgz, "zip": unpack_zip}


class Job(NamedTuple):
    program: str
    folder: str
    work: str
    seconds: int
    kind: str
    options: tuple


class Run:
    """What a tool said, or why it said nothing."""

    def __init__(self, output=None, status=None, reason=None):
        self.output, self.status, self.reason = output, status, reason


def run_tool(command, work, seconds):
    """Runs a program without a shell, without our environment and for a limited time."""
    home = tempfile.mkdtemp(dir=work)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SEMGREP_SEND_METRICS": "off",
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
    }
    output = os.path.join(home, "output")
    with open(output, "wb") as target:
        try:
            child = subprocess.Popen(command, cwd=home, env=environment, stdin=subprocess.DEVNULL,
                                     stdout=target, stderr=subprocess.DEVNULL,
                                     start_new_session=True)
        except OSError:
            return Run(reason="error")
        status = await_child(child, output, seconds)
    if isinstance(status, str):
        return Run(reason=status)
    with open(output, "rb") as file:
        return Run(output=file.read(MAX_OUTPUT), status=status)


def await_child(child, output, seconds):
    """Its exit status; `timeout` or `error` where it was ended."""
    ends = time.monotonic() + seconds
    try:
        while True:
            try:
                return child.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                if time.monotonic() > ends:
                    return "timeout"
                if os.path.getsize(output) > MAX_OUTPUT:
                    return "error"
    finally:
        # What it has started itself is in its session and must not stay either.
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        child.wait()


def finding(rule, title, place, ranks=(None, None)):
    severity, confidence = ranks
    file, line = place
    return {
        "rule": rule[:120],
        "severity": severity,
        "confidence": confidence,
        "title": title[:300],
        "file": file,
        "line": line if isinstance(line, int) and line > 0 else None,
    }


def rank(value):
    text = str(value).lower()
    return text if text in LEVELS else None


def text_of(value):
    return value if isinstance(value, str) else ""


def without_quotes(text):
    """Messages quote the code, and what is quoted may be a password."""
    return re.split(r"['\"`]|password:", text, maxsplit=1, flags=re.IGNORECASE)[0].strip(" :") or "Found"


def inside(folder, name):
    path = os.path.normpath(os.path.join(folder, name))
    return os.path.relpath(path, folder) if path.startswith(folder + os.sep) else None


def answer(findings, unread=(), reason=None, detail=None):
    order = {"high": 0, "medium": 1, None: 2, "low": 3}
    findings = sorted(findings, key=lambda one: order[one["severity"]])
    severe = [one for one in findings if one["severity"] != "low"]
    if len(severe) > MAX_FINDINGS:
        severe, reason, detail = severe[:MAX_FINDINGS], "error", "It found more than can be told."
    low = [one for one in findings if one["severity"] == "low"][:MAX_LOW]
    if len(unread) > MAX_UNREAD:
        reason, detail = "error", "It could not parse more files than can be told."
    return {"findings": severe + low, "unread": sorted(unread)[:MAX_UNREAD], "reason": reason,
            "detail": detail}


def broken(reason, detail):
    return {"findings": None, "unread": [], "reason": reason, "detail": detail}


def not_run(run):
    if run.reason == "timeout":
        return broken("timeout", "It took longer than it may.")
    return broken("error", "It could not be run to its end.")


def parsed(output):
    """The JSON object in what a tool printed; null: there is none."""
    text = output.decode("utf-8", "replace")
    start = text.find("{")
    try:
        value = json.JSONDecoder().raw_decode(text[start:])[0] if start >= 0 else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def python_scripts(folder):
    """Programs without the ending .py, which Bandit would not look at."""
    found = []
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if name.endswith((".py", ".pyw")):
                continue
            with open(path, "rb") as file:
                first = file.readline(200)
            if name.lower().endswith((".py", ".pyw")) or re.match(rb"#!.*\bpython", first):
                found.append(path)
    return found


def run_bandit(job):
    scripts = python_scripts(job.folder)
    if len(scripts) > MAX_SCRIPTS:
        return broken("error", "It holds more scripts than can be looked at.")
    # A package must not be able to silence it: no .bandit file and no # nosec of its own, and
    # no folder is left out. What is given for --exclude matches parts of paths, hence a word that
    # nobody can guess; without it `.eggs`, `.tox` and the like would not be read.
    nothing = secrets.token_hex(16)
    ini = os.path.join(job.work, "bandit.ini")
    with open(ini, "w", encoding="utf-8") as file:
        file.write(f"[bandit]\nexclude = {nothing}\n")
    command = [job.program, "-q", "-r", "-f", "json", "--ignore-nosec", "--ini", ini, "-x", nothing,
               job.folder, *scripts]
    run = run_tool(command, job.work, job.seconds)
    # It ends with 1 where it has found something.
    if run.reason or run.status not in (0, 1):
        return not_run(run)
    return bandit_answer(parsed(run.output), job.folder)


def bandit_answer(report, folder):
    results = report.get("results") if report else None
    errors = report.get("errors") if report else None
    if not isinstance(results, list) or not isinstance(errors, list):
        return broken("error", "It answered in a form that it should not.")
    findings = []
    for one in results:
        file = inside(folder, text_of(one.get("filename")))
        if file is None:
            continue
        ranks = (rank(one.get("issue_severity")), rank(one.get("issue_confidence")))
        title = without_quotes(text_of(one.get("issue_text")))
        place = (file, one.get("line_number"))
        findings.append(finding(text_of(one.get("test_id")), title, place, ranks))
    unread = {inside(folder, text_of(one.get("filename"))) for one in errors}
    return answer(findings, unread - {None})


def run_guarddog(job):
    # Of a folder only the rules about source code are applied, which need no network.
    command = [job.program, job.kind, "scan", job.folder, "--output-format", "json", *job.options]
    run = run_tool(command, job.work, job.seconds)
    if run.reason or run.status not in (0, 1):
        return not_run(run)
    return guarddog_answer(parsed(run.output), job.folder)


def guarddog_answer(report, folder):
    results = report.get("results") if report else None
    if not isinstance(results, dict):
        return broken("error", "It answered in a form that it should not.")
    severities = guarddog_severities(report)
    findings = []
    for rule, matches in results.items():
        for match in matches if isinstance(matches, list) else []:
            location = text_of(match.get("location"))
            severity = rank(match.get("severity")) or severities.get((rule, location))
            title = without_quotes(text_of(match.get("message")))
            findings.append(finding(rule, title, split_location(folder, location), (severity, None)))
    errors = report.get("errors")
    if errors:
        # It ends well also where nothing could be looked at.
        return answer(findings, reason="error", detail="Some of its rules could not be applied.")
    return answer(findings)


def guarddog_severities(report):
    """How severe a threat is stands with the risks that version 3 puts together."""
    risks = report.get("risks")
    found = {}
    for risk in risks if isinstance(risks, list) else []:
        key = (text_of(risk.get("threat_rule")), text_of(risk.get("threat_location")))
        known, new = found.get(key), rank(risk.get("severity"))
        if new and (known is None or LEVELS.index(new) > LEVELS.index(known)):
            found[key] = new
    return found


def split_location(folder, location):
    name, _colon, line = location.rpartition(":")
    if not re.fullmatch(r"[0-9]{1,9}", line):
        name, line = location, ""
    return inside(folder, name), int(line) if line else None


class Tools:
    """Which tools there are, asked again every minute."""

    runs = {"bandit": run_bandit, "guarddog": run_guarddog}

    def __init__(self, seconds, options):
        self.seconds, self.options = seconds, options
        self.lock, self.known, self.until = threading.Lock(), {}, 0.0

    def found(self):
        with self.lock:
            if time.monotonic() > self.until:
                self.known = {name: self.ask(name) for name in self.runs}
                self.until = time.monotonic() + VERSION_KEPT_SECONDS
            return dict(self.known)

    @staticmethod
    def ask(name):
        program = shutil.which(name)
        if program is None:
            return None
        with private_folder() as work:
            run = run_tool([program, "--version"], work, VERSION_SECONDS)
        told = re.search(rb"\d+(?:\.\d+)+[\w.]*", run.output or b"")
        return program, told.group().decode("ascii", "replace")[:40] if told else "unknown"

    def analyse(self, kind, folder, work):
        wanted = ["bandit", "guarddog"] if kind == "pypi" else ["guarddog"]
        found = self.found()
        with ThreadPoolExecutor(len(wanted)) as pool:
            runs = [pool.submit(self.run, name, found[name], (folder, work, kind)) for name in wanted]
            return {name: run.result() for name, run in zip(wanted, runs)}

    def run(self, name, tool, about):
        if tool is None:
            return None
        program, version = tool
        folder, work, kind = about
        job = Job(program, folder, work, self.seconds, kind, self.options)
        try:
            told = self.runs[name](job)
        except (AttributeError, TypeError, OSError):
            told = broken("error", "It answered in a form that it should not.")
        return {"version": version, **told}


def private_folder():
    # Without its links: tools tell the places of what they found by their real names.
    return tempfile.TemporaryDirectory(prefix="sidecar-", dir=os.path.realpath(tempfile.gettempdir()),
                                       ignore_cleanup_errors=True)


class Problem(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "gatehouse-sidecar", ""
    timeout = RECEIVE_SECONDS
    received = 0

    def do_GET(self):
        if urlsplit(self.path).path != "/healthz":
            return self.reply(404, {"error": "There is nothing here."})
        versions = {name: tool and tool[1] for name, tool in self.server.tools.found().items()}
        return self.reply(200, {"tools": versions})

    def do_POST(self):
        # Whatever was not read of the body must not be taken for the next question.
        self.close_connection = True
        try:
            self.reply(200, self.analyse())
        except Problem as problem:
            self.drain()
            self.reply(problem.status, {"error": problem.message})
        except Refused as refused:
            self.reply(422, {"error": f"The archive is not unpacked: {refused}."})

    def analyse(self):
        kind, form, length = self.asked()
        if not self.server.slots.acquire(timeout=WAIT_SECONDS):
            raise Problem(429, "Others are being analysed: come back later.")
        try:
            with private_folder() as work:
                archive = os.path.join(work, "archive")
                folder = os.path.join(work, "package")
                os.mkdir(folder, 0o700)
                digest = self.receive(archive, length)
                UNPACK[form](archive, folder, Budget(length))
                os.remove(archive)
                tools = self.server.tools.analyse(kind, folder, work)
                return {"sha256": digest, "tools": tools}
        except (ConnectionError, TimeoutError):
            raise
        except OSError:
            raise Problem(503, "There is no room to unpack it.") from None
        finally:
            self.server.slots.release()

    def drain(self):
        """Whoever is still sending would not read our answer."""
        length = self.headers.get("Content-Length", "")
        left = min(int(length), DRAINED) if re.fullmatch(r"[0-9]{1,12}", length) else 0
        left -= self.received
        while left > 0:
            chunk = self.rfile.read1(min(CHUNK, left))
            if not chunk:
                return
            left -= len(chunk)

    def asked(self):
        address = urlsplit(self.path)
        if address.path != "/analyse":
            raise Problem(404, "There is nothing here.")
        if not self.may_ask():
            raise Problem(401, "A bearer token is needed.")
        # A page in somebody's browser cannot send this type without being asked back first.
        if self.headers.get_content_type() != "application/octet-stream":
            raise Problem(415, "The archive is sent as application/octet-stream.")
        query = dict(parse_qsl(address.query))
        kind, form = query.get("kind"), query.get("format")
        if kind not in ("pypi", "npm") or form not in UNPACK:
            raise Problem(400, "kind is pypi or npm, format tgz or zip.")
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,12}", length) or "Transfer-Encoding" in self.headers:
            raise Problem(411, "The length of the archive is needed.")
        if not 0 < int(length) <= MAX_ARCHIVE:
            raise Problem(413, f"An archive has 1 to {MAX_ARCHIVE} bytes.")
        return kind, form, int(length)

    def may_ask(self):
        token = self.server.token
        given = self.headers.get("Authorization", "").encode("utf-8", "replace")
        return token is None or hmac.compare_digest(given, f"Bearer {token}".encode())

    def receive(self, archive, length):
        digest, ends = hashlib.sha256(), time.monotonic() + RECEIVE_SECONDS
        with open(archive, "wb") as file:
            while length > 0:
                chunk = self.rfile.read1(min(CHUNK, length))
                if not chunk or time.monotonic() > ends:
                    raise Problem(408, "The archive did not come whole or in time.")
                digest.update(chunk)
                file.write(chunk)
                length -= len(chunk)
                self.received += len(chunk)
        return digest.hexdigest()

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, _format, *_values):
        """Paths and headers are of others and are not repeated; the status is enough."""

    def log_request(self, code="-", size="-"):
        print(f"{self.command} {code}", file=sys.stderr, flush=True)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        print(f"A request failed: {type(sys.exc_info()[1]).__name__}", file=sys.stderr, flush=True)


def is_loopback(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def main():
    options = argparse.ArgumentParser(description="Bandit and GuardDog for Gatehouse.")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--guarddog-no-sandbox", action="store_true",
                         help="for containers without Landlock, where GuardDog 3 cannot fence itself")
    options.add_argument("--tool-seconds", type=int, default=TOOL_SECONDS,
                         help="how long one tool may take; Gatehouse waits four minutes in all")
    given = options.parse_args()
    token = os.environ.pop("SIDECAR_TOKEN", "") or None
    if token is None and not is_loopback(given.host):
        sys.exit("Set SIDECAR_TOKEN: without it the sidecar listens on loopback only.")
    Server.address_family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
    server = Server((given.host, given.port), Handler)
    server.token, server.slots = token, threading.BoundedSemaphore(AT_ONCE)
    server.tools = Tools(given.tool_seconds, ("--no-sandbox",) if given.guarddog_no_sandbox else ())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"Listening on port {server.server_address[1]}.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
