"""The model: where each gives up as the data get harder."""

from core.lab.model import EXPERIMENT
from pages._ui.lab.page import experiment_page

experiment_page(EXPERIMENT)
