"""Learning to act: two classic figures of Sutton and Barto, measured again."""

from core.lab.control import CLIFF, PLANNING
from pages._ui.lab.control import control_section, title

title()
control_section(CLIFF)
control_section(PLANNING)
