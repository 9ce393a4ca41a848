"""Files that a browser loads by itself: components' modules, and the charts' library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_ASSETS = Path(__file__).parents[2] / "assets"
_MODULES = ("explorer", "plane", "sequence", "studio", "attention", "generative", "agents")


class _Checked(StaticFiles):
    """Files that browsers ask about each time; an unchanged one is not sent again."""

    def file_response(self, *args: Any, **keywords: Any) -> Response:
        """Add to the entity tag that Starlette gives that it is to be used."""
        response = super().file_response(*args, **keywords)
        response.headers["Cache-Control"] = "no-cache"
        return response


def plotly_script(request: Request) -> Response:
    """Serve the plotly.min.js that the plotly package ships."""
    return FileResponse(
        _PLOTLY, media_type="text/javascript", headers={"Cache-Control": "public, max-age=86400"}
    )


ROUTES = [
    Route("/playground/static/plotly.min.js", plotly_script),
    *(Mount(f"/playground/static/{name}", _Checked(directory=_ASSETS / name)) for name in _MODULES),
]
