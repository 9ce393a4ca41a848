"""The amount of data: how many examples each model needs."""

from core.lab.data import EXPERIMENT
from pages._ui.lab.page import experiment_page

experiment_page(EXPERIMENT)
