"""Noise and cost: what noise each model bears, and what it takes."""

from core.lab.noise import EXPERIMENT
from pages._ui.lab.page import experiment_page

experiment_page(EXPERIMENT)
