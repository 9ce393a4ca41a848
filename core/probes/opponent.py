"""Probe `opponent`: what an agent that plays a game does, and thinks, after some moves."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.environments.games import Game, exploitability
from core.networks.agents import Agent
from core.probes.acting_requests import OpponentRequest
from core.probes.recent import Recent
from core.probes.requests import refused
from core.probes.snapshots import snapshot
from core.probes.worlds import opinions
from core.spec.message import N_
from core.spec.parameters import parse, shown

_beaten = Recent[float](room=64)


def opponent(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return how a game stands after some moves, and how the agent would go on.

    Nothing is remembered from one request to the next: each says all moves of both players.

    Args:
        request: See `OpponentRequest`.

    Returns:
        `board`: (place,) who is on each field of a board: 0 nobody, 1 the first player, 2 the
        second; of games without one, the moves made so far. `mover`: 0 or 1, or -1 where the game
        is over; `result`: what the first player has won. Where it goes on: `legal`, (action,),
        bool; `chances` and, as far as it has an opinion, `action_values` of the agent, (action,),
        as if it were its turn; `move`: what it draws. `exploitability`: what a perfect opponent
        would win against it on average; and the moment.
    """
    asked = parse(OpponentRequest, request, "")
    taken = snapshot(asked)
    spec, agent = taken.described.spec, taken.network
    described = source(spec.dataset)
    if described.kind != "game" or not isinstance(agent, Agent):
        raise refused("run", N_("this agent plays no game; choose a run of one that does"))
    game: Game = implementation(described.loader)(spec.data)
    position = _position(game, asked.actions)
    result = game.rules.result(position)
    answer: dict[str, NDArray[Any]] = {
        "board": _board(game, position, asked.actions),
        "mover": np.array(-1 if result is not None else game.rules.mover(position)),
        "result": np.array(0.0 if result is None else result),
        "exploitability": np.array(_beaten.get(taken.key, lambda: _beatable(game, agent))),
        **{name: np.array(value) for name, value in taken.at._asdict().items()},
    }
    if result is None:
        answer |= _opinion(game, agent, position, asked.seed)
    return answer


def _opinion(game: Game, agent: Agent, position: int, seed: int) -> dict[str, NDArray[Any]]:
    """Return what the agent thinks of the moves there are, and what it draws."""
    told = opinions(agent, np.array([game.rules.known(position)]))
    chances = told["chances"][0]
    legal = np.zeros(game.actions, dtype=np.bool_)
    legal[list(game.rules.legal(position))] = True
    move = np.random.default_rng([seed, position]).choice(game.actions, p=chances / chances.sum())
    found = {"legal": legal, "chances": chances, "move": np.array(move)}
    if "action_values" in told:
        found["action_values"] = np.where(legal, told["action_values"][0], 0.0)
    return found


def _position(game: Game, actions: tuple[int, ...]) -> int:
    """Return where some moves lead from the beginning; raises SpecError for one not allowed."""
    position = 0
    for action in actions:
        over = game.rules.result(position) is not None
        if over or action not in game.rules.legal(position):
            raise refused("actions", N_("move {value} is not allowed there"), value=shown(action))
        position = game.rules.after(position, action)
    return position


def _board(game: Game, position: int, actions: tuple[int, ...]) -> NDArray[np.int64]:
    if not game.perfect:
        return np.array(actions, dtype=np.int64)
    from core.environments.tic_tac_toe import board

    return np.array(board(position), dtype=np.int64)


def _beatable(game: Game, agent: Agent) -> float:
    """Return what a perfect opponent wins against an agent."""
    chances = opinions(agent, np.arange(game.situations))["chances"]
    return exploitability(game, chances)
