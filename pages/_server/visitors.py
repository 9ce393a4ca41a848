"""Who asks: every browser gets a signed cookie, and runs belong to the browser that made them."""

from __future__ import annotations

import secrets
from functools import cache
from http.cookies import SimpleCookie

import streamlit as st
from itsdangerous import BadSignature, Signer
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.store.home import secret
from core.store.runs import Run

COOKIE = "playground_visitor"
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_TEN_YEARS = 10 * 365 * 24 * 3600


@cache
def _signer(purpose: str) -> Signer:
    return Signer(secret(), salt=purpose)


def visitor_of(cookie: str | None) -> str:
    """Return the visitor that a cookie's value names; empty if it is missing or forged."""
    try:
        return _signer("visitor").unsign(cookie or "").decode()
    except BadSignature:
        return ""


def serves_this_machine_alone() -> bool:
    """Return whether nobody but this machine's own users can reach the server."""
    return is_this_machine(st.get_option("server.address"))


def is_this_machine(host: str | None) -> bool:
    """Return whether a host's name means, to everybody, the very machine that they sit at."""
    return host in _THIS_MACHINE


def share_token(run: str) -> str:
    """Return the token with which anybody may watch a run."""
    return _signer("share").get_signature(run).decode()


def may_watch(run: Run, visitor: str, token: str | None) -> bool:
    """Return whether a visitor may see a run: their own, the command line's, or a shared one."""
    if run.owner in ("", visitor):
        return True
    given = str(token or "").encode(errors="replace")  # whatever somebody typed
    return secrets.compare_digest(given, share_token(run.id).encode())


def may_control(run: Run, visitor: str, *, alone: bool) -> bool:
    """Return whether a visitor may pause, change or delete a run.

    Args:
        run: The run.
        visitor: Who asks.
        alone: Whether the server serves this machine only; then the command line's runs, which
            belong to nobody, may be controlled as well.
    """
    return alone if run.owner == "" else run.owner == visitor


class _GiveCookie:
    """Gives each browser that has none a cookie with a name nobody can guess."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or visitor_of(Request(scope).cookies.get(COOKIE)):
            await self.app(scope, receive, send)
            return
        wants_page = "text/html" in Request(scope).headers.get("accept", "")

        async def with_cookie(message: Message) -> None:
            # On pages alone: a static file may be cached and handed to somebody else. A browser
            # that has kept the page is only told that it has not changed.
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                page = headers.get("content-type", "").startswith("text/html")
                if page or (wants_page and message["status"] == 304):
                    headers.append("set-cookie", _new_cookie(scope))
            await send(message)

        await self.app(scope, receive, with_cookie)


def _new_cookie(scope: Scope) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[COOKIE] = _signer("visitor").sign(secrets.token_hex(12)).decode()
    cookie[COOKIE] |= {"path": "/", "httponly": True, "samesite": "Lax", "max-age": _TEN_YEARS}
    if scope.get("scheme") == "https":
        cookie[COOKIE]["secure"] = True
    return cookie[COOKIE].OutputString()


MIDDLEWARE = [Middleware(_GiveCookie)]
