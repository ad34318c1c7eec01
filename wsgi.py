"""The application object for any WSGI server; with its embedded runner where settings say so."""

from review.app import create_app
from review.upkeep import chores

app = create_app()
runner = chores.start(app, app.config["ZNACHOK"])
