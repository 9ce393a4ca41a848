"""Iterations: how far each model gets, by steps and by seconds."""

from core.lab.iterations import EXPERIMENT
from pages._ui.lab.page import experiment_page

experiment_page(EXPERIMENT)
