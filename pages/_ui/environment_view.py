"""What an environment is: what is seen there, what can be done, when it ends, and how it looks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.catalog.build import facts_of
from core.catalog.descriptions import DataSource, Facts
from core.spec.message import SpecError
from core.spec.parameters import settings_of
from core.spec.run_spec import RunSpec
from pages._ui.language import _
from pages._ui.looking.agents import about_world, component
from pages._ui.looking.agents_words import observed_names

_REWARDS = ("_reward", "_cost")


def environment_view(described: DataSource, values: dict[str, Any], spec: RunSpec | None) -> None:
    """Say what an environment is about, and show an episode of chance in it."""
    origin = f"{_('Source')}: {_(described.origin)} ({_(described.licence)})."
    st.caption(f"{_(described.summary)} {origin}")
    try:
        facts = facts_of(spec) if spec else None
    except SpecError:
        facts = None
    if spec is None or facts is None:
        st.info(_("Choose or mend the environment on the left, and it appears here."))
        return
    st.markdown("\n".join(f"- {line}" for line in _lines(described, facts, values)))
    if described.kind == "environment":
        st.caption(_("Somebody who acts at random:"))
        about = about_world(spec, facts) | {"script": "chance.js"}
        component()(key="agents-chance", data=about)


def _lines(described: DataSource, facts: Facts, values: dict[str, Any]) -> list[str]:
    """Return one line on what is seen, on what is done, on rewards and on the end."""
    names = observed_names(described.name)
    seen = ", ".join(names) if names else "–"
    lines = [f"**{_('What is seen')}**: {seen}" + _states(facts)]
    done = ", ".join(_(name) for name in facts.actions)
    lines.append(f"**{_('What can be done')}**: {done or _('any number between two bounds')}")
    rewards = [
        f"{_(item.label)} {values.get(item.name, item.default):g}"
        for item in settings_of(described.params)
        if item.name.endswith(_REWARDS)
    ]
    if rewards:
        lines.append(f"**{_('Rewards')}**: {', '.join(rewards)}")
    limit = values.get("time_limit")
    if limit:
        told = _("after {limit} steps at the latest").format(limit=limit)
        lines.append(f"**{_('The end')}**: {told}")
    return lines


def _states(facts: Facts) -> str:
    if facts.states is None:
        return ""
    return " " + _("({count} states)").format(count=facts.states)
