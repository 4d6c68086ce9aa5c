"""The URL map of the desk, on one screen."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.channels.limits import Bucket
from bot.desk import (
    account,
    accounts,
    actions,
    certificates,
    hub,
    live,
    login,
    media,
    money,
    pages,
    papers,
    render,
    review,
)
from bot.desk.hub import HUB
from bot.desk.openid import pages as openid
from bot.keys import LISTENER


def add_routes(app: web.Application) -> None:
    """Put the desk on an application that holds SETTINGS, DATABASE and LISTENER."""
    render.setup(app)
    login.setup(app)
    app[certificates.LOOK_UPS] = Bucket(per_second=0.2, burst=20)
    app[HUB] = hub.Hub()
    number = r"{id:\d{1,18}}"
    app.add_routes([
        web.get("/desk/login", login.login_page),
        web.post("/desk/login", login.log_in_),
        web.get("/desk/login/code", login.code_page),
        web.post("/desk/login/code", login.give_code),
        web.get("/desk/login/enrol", login.enrol_page),
        web.post("/desk/login/enrol", login.enrol),
        web.get("/desk/login/password", login.password_page),
        web.post("/desk/login/password", login.own_password),
        web.post("/desk/logout", login.log_out),
        web.get("/desk/account", account.page),
        web.post("/desk/account/" + r"{what:[a-z_]+}", account.act),
        web.get("/desk/accounts", accounts.page),
        web.post("/desk/accounts/" + r"{what:[a-z_]+}", accounts.act),
        web.get("/desk/review", review.page),
        web.get("/desk/review/estimate.json", review.estimate),
        web.get(f"/desk/review/sample/{number}", review.sample),
        web.post(f"/desk/review/sample/{number}", review.judge),
        web.get("/desk/review/audit", review.trail),
        web.get("/desk/review/words", review.words),
        web.get("/desk/review/policies", review.policies),
        web.get("/desk", pages.queue_page),
        web.get("/desk/queue", pages.queue_data),
        web.get("/desk/ws", live.socket),
        web.get(f"/desk/c/{number}", pages.conversation_page),
        web.get(f"/desk/c/{number}/view", pages.conversation_part),
        web.get(f"/desk/c/{number}/papers/" + "{kind}/{key}", papers.paper),
        web.get("/desk/certificate", certificates.ask),
        web.post("/desk/certificate", certificates.look_up),
        web.post(f"/desk/c/{number}/" + r"{action:[a-z_]+}", actions.act),
        web.get(f"/desk/media/{number}/" + r"{n:\d{1,2}}", media.show),
        web.get("/desk/money", money.page),
        web.post(f"/desk/suspense/{number}/" + r"{action:[a-z_]+}", money.suspense),
        web.post(f"/desk/moved/{number}/" + r"{action:[a-z_]+}", money.moved),
        web.post(f"/desk/bank/{number}/" + r"{action:[a-z_]+}", money.bank),
        web.post(f"/desk/alert/{number}/ack", actions.acknowledge),
    ])
    openid.add_routes(app)
    app.router.add_static("/desk/static", render.HERE / "static")
    app.on_startup.append(_listen)
    app.on_shutdown.append(hub.close_all)


async def _listen(app: web.Application) -> None:
    async def give(event: dict[str, Any]) -> None:
        await app[HUB].on_event(event)

    app[LISTENER].subscribe(give)
