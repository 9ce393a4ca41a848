"""The learner of `self_play`: tabular values of two players who are each other's world.

    for each game:
        both play what they think best, but one of them tries out other moves
        from the last move to the first:
            what came of it = the result, if it ended the game;
                else, where both see everything, minus the best the other can make of the position
                (Littman 1994, with moves in turn);
                else, where they do not, the result of the game
            value of the move += learning rate * (what came of it - value)

Counting what was thought best gives the average player: in games where nothing is best, such as
rock, paper, scissors, only the average settles (fictitious play, Brown 1951; Heinrich et al. 2015).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import facts_of
from core.environments.games import Game, Policy, exploitability, value
from core.metrics.metric import Episodes
from core.metrics.scoring import score
from core.networks.agents import GameAgent
from core.recipes.self_play import SelfPlayParams, SelfPlayTraining
from core.recipes.self_play.network import build
from core.training.acting import EPISODES_OF_SPLIT, SEEDS
from core.training.evaluation import Evaluation
from core.training.learner import Progress, Scalar, Setup


class Move(NamedTuple):
    """What somebody did: in which position and situation, which move, and who."""

    position: int
    known: int
    action: int
    mover: int


class SelfPlayLearner:
    """One step is one game: both play it, then both learn from it."""

    phases: ClassVar[tuple[str, ...]] = ("play", "learn")
    watched: ClassVar[tuple[str, ...]] = ("surprise",)
    examples_per_step: float | None = None

    def __init__(self, setup: Setup) -> None:
        """Begin with players that know nothing."""
        self.setup, self.random = setup, setup.random
        self.game = cast(Game, setup.data)
        self.params = cast(SelfPlayParams, setup.spec.params)
        self.training = cast(SelfPlayTraining, setup.spec.training)
        self.agent: GameAgent = build(self.params, facts_of(setup.spec))
        self.agent.legal.copy_(torch.from_numpy(self.game.legal))
        # The same memory as the agent's, for numpy is quicker with single numbers.
        self.values: NDArray[np.float32] = self.agent.values.numpy()
        self.chosen: NDArray[np.int64] = self.agent.chosen.numpy()
        self.allowed = [np.flatnonzero(row) for row in self.game.legal]
        self.steps = 0
        self.played: list[Move] = []
        """The game that nobody has learned from yet."""

    def next_phase(self) -> str:
        """Return whether there is a game to learn from."""
        return "learn" if self.played else "play"

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Play and learn, or do only what is due."""
        if not self.played:
            self.played = self.play()
            if phase is not None:
                return []
        played, self.played = self.played, []
        result, surprise = self.learn(played)
        self.steps += len(played)
        at = self.progress().step
        return [
            Scalar(at, "train", "result", result),
            Scalar(at, "train", "surprise", surprise),
            Scalar(at, "train", "moves", len(played)),
        ]

    def play(self) -> list[Move]:
        """Play a game and count what was thought best.

        Only one of them, drawn anew each game, tries out moves: so the other learns to answer all
        that somebody may do while it does its best, which two that stray seldom come across.
        """
        tree, position, moves = self.game.tree, 0, []
        curious = int(self.random.integers(2))
        while tree.mover[position] >= 0:
            known = int(tree.known[position])
            allowed = self.allowed[known]
            best = int(allowed[self.values[known, allowed].argmax()])
            self.chosen[known, best] += 1
            action = best
            mover = int(tree.mover[position])
            if mover == curious and self.random.random() < self.params.exploration:
                action = int(allowed[self.random.integers(len(allowed))])
            moves.append(Move(position, known, action, mover))
            position = int(tree.after[position, action])
        return moves

    def learn(self, moves: list[Move]) -> tuple[float, float]:
        """Correct the values of a game's moves; return its result and their mean change."""
        tree, changes = self.game.tree, 0.0
        end = int(tree.after[moves[-1].position, moves[-1].action])
        result = float(tree.results[end])
        for move in reversed(moves):
            after = int(tree.after[move.position, move.action])
            came = result if move.mover == 0 else -result
            if self.game.perfect and tree.mover[after] >= 0:
                known = int(tree.known[after])
                came = -float(self.values[known, self.allowed[known]].max())
            change = self.params.learning_rate * (came - self.values[move.known, move.action])
            self.values[move.known, move.action] += change
            changes += abs(float(change))
        return result, changes / len(moves)

    def policy(self) -> Policy:
        """Return how the player that is judged moves: (situation, action)."""
        with torch.no_grad():
            chances: Policy = self.agent.chances(torch.arange(self.game.situations)).numpy()
        return chances

    def judged(self, split: str) -> Episodes:
        """Return how it does against somebody who moves at random, in both roles, and at worst."""
        game, own, even = self.game, self.policy(), self.game.evenly()
        random = np.random.default_rng(SEEDS[split])
        games = [
            self._against_chance(own, even, number % 2, random)
            for number in range(EPISODES_OF_SPLIT)
        ]
        returns, lengths = map(np.array, zip(*games, strict=True))
        return Episodes(
            returns.astype(np.float64),
            lengths,
            np.zeros(0, dtype=np.bool_),
            # Without what rounding leaves of 0, of which a chart would make mountains.
            exact_return=round((value(game, own, even) - value(game, even, own)) / 2, 12) + 0.0,
            exploitability=exploitability(game, own),
        )

    def _against_chance(
        self, own: Policy, even: Policy, role: int, random: np.random.Generator
    ) -> tuple[float, int]:
        """Play a game as the first player (role 0) or the second; return result and length."""
        tree, position, length = self.game.tree, 0, 0
        while (mover := int(tree.mover[position])) >= 0:
            policy = own if mover == role else even
            action = random.choice(self.game.actions, p=policy[tree.known[position]])
            position, length = int(tree.after[position, action]), length + 1
        return float(tree.results[position]) * (1 if role == 0 else -1), length

    def progress(self) -> Progress:
        """Count moves; the last game may go on beyond the budget."""
        total, epochs = self.training.steps, self.training.epochs
        done = min(self.steps, total)
        return Progress(done, total, done * epochs // total, epochs)

    def epoch_scores(self) -> Iterable[Scalar]:
        """Judge the player."""
        at, found = self.progress().step, score(self.judged("valid"), live=True)
        return [Scalar(at, "valid", name, told) for name, told in found.items() if told == told]

    def evaluate(self, split: str) -> Evaluation:
        """Return all scores."""
        begun = time.perf_counter()
        said = self.judged(split)
        seconds = time.perf_counter() - begun
        return Evaluation(score(said), seconds, said)

    def weights(self) -> Mapping[str, Any]:
        """Return the table."""
        state: Mapping[str, Any] = self.agent.state_dict()
        return state

    def parameter_count(self) -> int:
        """Return how many moves have a value."""
        return int(self.game.legal.sum())

    def size_bytes(self) -> int:
        """Return how many bytes the table takes."""
        return sum(each.numel() * each.element_size() for each in self.agent.buffers())

    def state_dict(self) -> dict[str, Any]:
        """Return the table, and the game that is still to be learned from."""
        return {
            "network": dict(self.weights()),
            "steps": self.steps,
            "played": [list(move) for move in self.played],
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.agent.load_state_dict(state["network"])
        self.steps = state["steps"]
        self.played = [Move(*move) for move in state["played"]]
