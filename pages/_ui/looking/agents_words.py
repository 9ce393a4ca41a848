"""Every word of the agents' studio, in this session's language; placeholders in braces."""

from __future__ import annotations

from functools import cache

from core.spec.message import N_
from pages._ui.language import _, language
from pages._ui.looking.explorer_words import explorer_words
from pages._ui.looking.plane_words import SHARED

_CART = (N_("Position"), N_("Velocity"), N_("Angle"), N_("Turning speed"))
_LANDER = (
    *(N_("Across"), N_("Height"), N_("Speed across"), N_("Speed upwards"), N_("Angle")),
    *(N_("Turning speed"), N_("Left leg down"), N_("Right leg down")),
)
_ANGLES = (N_("First angle"), N_("Second angle"), N_("First turning speed"))
_ACROBOT = (*_ANGLES, N_("Second turning speed"))
NUMBERS: dict[str, tuple[str, ...]] = {
    "CartPole-v1": _CART,
    "MountainCar-v0": (N_("Position"), N_("Velocity")),
    "Pendulum-v1": (N_("Angle"), N_("Turning speed")),
    "Acrobot-v1": _ACROBOT,
    "LunarLander-v3": _LANDER,
}
"""What the numbers of a state are called, by environment; others have squares or cards."""
OBSERVED: dict[str, tuple[str, ...]] = NUMBERS | {
    "Pendulum-v1": (N_("Cosine of the angle"), N_("Sine of the angle"), N_("Turning speed")),
    "Acrobot-v1": (
        *(N_("Cosine of the first angle"), N_("Sine of the first angle")),
        *(N_("Cosine of the second angle"), N_("Sine of the second angle")),
        *(N_("First turning speed"), N_("Second turning speed")),
    ),
    "FrozenLake-v1": (N_("Number of the square"),),
    "CliffWalking-v1": (N_("Number of the square"),),
    "Taxi-v4": (N_("Number of the state"),),
    "Blackjack-v1": (N_("Number of the state"),),
}
"""What the numbers that an agent sees are called, in their order."""


def number_names(world: str) -> list[str]:
    """Return what the numbers of a state are called, in this session's language."""
    return [_(name) for name in NUMBERS.get(world, ())]


def observed_names(world: str) -> list[str]:
    """Return what the numbers that an agent sees are called, in this session's language."""
    return [_(name) for name in OBSERVED.get(world, ())]


def agents_words() -> dict[str, str]:
    """Return what the agents' studio says, by the names that its script uses."""
    return _words(language())


@cache
def _words(language: str) -> dict[str, str]:
    """Word everything once for each language."""
    explorers = explorer_words()
    shared = {name: explorers[name] for name in SHARED}
    own = _sections() | _game() | _reel() | _chance() | _loop() | _episodes() | _returns()
    return shared | own | _values() | _states() | _updates() | _phase() | _player()


def _sections() -> dict[str, str]:
    return {
        "title": _("The agent and its environment"),
        "sections": _("What to see"),
        "episodes": _("Episodes"),
        "episodes_help": _("Watch the agent play, with all that it thought."),
        "loop": _("The loop"),
        "loop_help": _("Agent, action, environment, reward: one step at a time, with its numbers."),
        "values": _("Values"),
        "values_help": _("What the agent expects of every square, and where it would go."),
        "updates": _("Updates"),
        "updates_help": _("The last changes of the table in slow motion, with their arithmetic."),
        "phase": _("Phase plane"),
        "phase_help": _("What the agent does and expects over two numbers of the state."),
    }


def _reel() -> dict[str, str]:
    return {
        "reel_play_help": _("Play it, or stop."),
        "reel_before": _("One step back"),
        "reel_after": _("One step on"),
        "reel_place": _("Step"),
        "reel_speed": _("Speed"),
        "reel_speed_help": _("How fast it goes; 1× is real time where the world has one."),
        "reel_at": _("{number} of {count}"),
        "scene_alt": _("Picture of the environment at this moment"),
        "hand_player": _("Your cards"),
        "hand_dealer": _("The dealer"),
        "hand_sum": _("in all"),
        "hand_ace": _("with an ace that counts 11"),
    }


def _game() -> dict[str, str]:
    return {
        "game": _("Play against it"),
        "game_help": _("Make your moves; the agent makes its own, with what it thinks of each."),
        "game_soon": _("The game comes as soon as the agent has been asked."),
        "game_yours": _("Your move."),
        "game_its": _("The agent thinks …"),
        "game_won": _("You have won."),
        "game_lost": _("The agent has won."),
        "game_drawn": _("A draw."),
        "game_choices": _("You chose {yours}, the agent {its}."),
        "game_tally": _("So far: {won} won, {drawn} drawn, {lost} lost."),
        "game_again": _("New game"),
        "game_again_help": _("Begin again; the other player begins."),
        "game_thinks": _("Show what it thinks"),
        "game_thinks_help": _("How likely the agent would make each of the moves there are."),
        "game_beaten": _(
            "A perfect opponent would win {value} a game from it on average; 0 means that it "
            "cannot be beaten."
        ),
        "game_field": _("{name}: {mark}"),
        "game_empty": _("empty"),
        "game_board": _("The board"),
    }


def _chance() -> dict[str, str]:
    return {
        "chance_again": _("Another one"),
        "chance_again_help": _("Draw other actions, in an episode that begins elsewhere."),
    }


def _loop() -> dict[str, str]:
    return {
        "loop_agent": _("Agent"),
        "loop_action": _("Action"),
        "loop_environment": _("Environment"),
        "loop_reward": _("Reward"),
        "loop_observation": _("What it sees next"),
        "loop_over": _("none: it is over"),
        "loop_likely": _("Most likely {action} ({percent})."),
        "loop_mean": _("Around {mean}."),
        "loop_expects": _("It expects {value} from here on, discounted."),
        "loop_step": _(
            "Step {step}: it sees {seen}, and acts: {action}. The environment answers with a "
            "reward of {reward}. Before, it had {sum}."
        ),
        "loop_end": _("The episode is over after {steps} steps, with {sum} in all."),
        "action_none": _("none"),
    }


def _episodes() -> dict[str, str]:
    return {
        "episode_soon": _("The episode comes as soon as the agent has played."),
        "episode_which": _("Which episode"),
        "episode_typical": _("Usual"),
        "episode_typical_help": _("The one in the middle of 20 episodes, by what they earned."),
        "episode_best": _("Best"),
        "episode_best_help": _("The best of 20 episodes."),
        "episode_worst": _("Worst"),
        "episode_worst_help": _("The worst of 20 episodes: look there for what it cannot do."),
        "episode_greedy": _("Greedy"),
        "episode_greedy_help": _(
            "Let the agent take what it thinks best. Otherwise it acts as while it learns, with "
            "some chance in it."
        ),
        "episode_others": _("Other episodes"),
        "episode_others_help": _("Let it play 20 others, with other beginnings."),
        "episode_step": _("Step {step}: {action}. Reward {reward}, {sum} so far."),
        "episode_ended": _("Over after {step} steps, with {sum} in all."),
        "episode_cut": _("The time limit is reached after {step} steps, with {sum} in all."),
        "chances_title": _("How likely each action is"),
        "chances_greedy": _("How likely each action would be, were it not greedy"),
        "values_title": _("What each action is worth to it"),
        "track_chances": _("Along the episode, how likely each action was:"),
        "track_chances_greedy": _(
            "Along the episode, how likely each action would have been, were it not greedy:"
        ),
        "track_values": _("Along the episode, what it expected:"),
        "take_over": _("Take over here"),
        "take_over_help": _("Go on yourself from this moment, with the keys."),
        "download_json": _("Download"),
        "download_json_help": _("Every step of this episode as a JSON file."),
        "download_film": _("Film it"),
        "download_film_help": _("Play the episode once, and keep it as a video file."),
    }


def _returns() -> dict[str, str]:
    return {
        "returns_told": _(
            "{count} episodes: {mean} on average, from {low} to {high}. Shown is one with {shown}."
        ),
        "returns_solved": _("That counts as solved: {line} or more."),
        "returns_unsolved": _("Solved would be {line} or more."),
        "returns_alt": _("Returns of {count} episodes, from {low} to {high}, one dot each."),
    }


def _values() -> dict[str, str]:
    return {
        "values_soon": _("The values come as soon as the agent has been asked."),
        "values_scale": _("what it expects to earn from there on"),
        "values_point": _(
            "The colour of a square is what the agent expects from there on, the arrow where it "
            "would go; the surer it is, the stronger. Choose a square to see more."
        ),
        "values_none": _(
            "This agent does not say what a square is worth. The arrow is where it would go; the "
            "surer it is, the stronger. Choose a square to see more."
        ),
        "cells_alt": _("Squares of the environment. Arrow keys go from one to the next."),
        "square_alt": _("Row {row}, column {column}: {value}"),
        "square_told": _("Row {row}, column {column}: it expects {value}, and would do: {action}."),
        "square_over": _("Row {row}, column {column}: here an episode ends."),
        "state_place": _("row {row}, column {column}"),
        "state_number": _("state {number}"),
    }


def _states() -> dict[str, str]:
    return {
        "which_passenger": _("Passenger"),
        "passenger_0": _("at R"),
        "passenger_1": _("at G"),
        "passenger_2": _("at Y"),
        "passenger_3": _("at B"),
        "passenger_4": _("in the taxi"),
        "which_goal": _("Wants to go"),
        "goal_0": _("to R"),
        "goal_1": _("to G"),
        "goal_2": _("to Y"),
        "goal_3": _("to B"),
        "which_ace": _("Ace"),
        "ace_0": _("none that counts 11"),
        "ace_1": _("one that counts 11"),
    }


def _updates() -> dict[str, str]:
    return {
        "updates_soon": _("The updates come as soon as the agent has been asked."),
        "updates_none": _("Nothing has been learned yet, so there is no update to show."),
        "updates_told": _(
            "Update {number}: in {state} it did: {action}. The reward was {reward}, and next came "
            "{next}."
        ),
        "updates_end": _("the end of the episode"),
        "updates_rule": _("Q(s, a) ← Q(s, a) + α · (target − Q(s, a))"),
        "updates_same": _("The target is what the table says already, so nothing changes."),
        "updates_filled": _("{old} + {alpha} · ({target} − {taken}) = {new}"),
    }


def _phase() -> dict[str, str]:
    return {
        "phase_soon": _("The plane comes as soon as the agent has been asked."),
        "phase_told": _(
            "Each point is a state. Two numbers of it vary, the others stay as the sliders say."
        ),
        "phase_shows": _("What the colour says"),
        "phase_best": _("Best action"),
        "phase_best_help": _("What the agent would do there; the surer it is, the stronger."),
        "phase_value": _("Value"),
        "phase_value_help": _("What the agent expects to earn from there on."),
        "phase_x": _("Across"),
        "phase_y": _("Up"),
        "phase_alt": _(
            "Plane of two numbers of the state, coloured by what the agent does or expects there. "
            "Arrow keys move a ring that reads it."
        ),
        "phase_point": _("Point at a place to read what the agent does there."),
        "phase_here": _("{where}: it would do: {action}."),
        "phase_sure": _("It is sure of it with {percent}."),
        "phase_worth": _("It expects {value} from there on."),
    }


def _player() -> dict[str, str]:
    return {
        "player_alt": _("The environment, played with the keyboard"),
        "player_soon": _("The environment is being prepared …"),
        "player_press": _("Press a key to begin: {keys}"),
        "player_touch": _("Touch one of the buttons below to begin: {keys}"),
        "player_turn": _("Your turn: {keys}"),
        "player_going": _("Go on: {keys}"),
        "player_count": _("{steps} steps, {sum} earned"),
        "player_over": _("Over after {steps} steps, with {sum} in all."),
        "player_differs": _(
            "Over. Played again by the environment itself it is {sum}, and that counts: so many "
            "steps make tiny differences of rounding large."
        ),
        "player_again": _("New episode"),
        "player_again_help": _(
            "Begin again, as key {key} does; the episode that is under way is dropped."
        ),
        "player_speed_help": _("How fast time goes; 1× is real time."),
        "player_pads": _("Actions"),
        "player_pad_help": _("The same as key {key}; hold it down to go on."),
    }
