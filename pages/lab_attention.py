"""Attention and length: the same task with and without attention as the input grows longer."""

from core.lab.attention import EXPERIMENT
from pages._ui.lab.page import experiment_page

experiment_page(EXPERIMENT)
