"""The objective: the same network under different losses."""

from core.lab.objective import EXPERIMENT
from pages._ui.lab.page import experiment_page

experiment_page(EXPERIMENT)
