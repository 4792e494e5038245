"""What the web server calls: `application`. Loading it starts the plan's keeper in the background."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from canyou.site import setup

setup()
application = get_wsgi_application()

from canyou.desk.clockwork import start_clockwork  # noqa: E402  (needs the settings)
from canyou.floor.keeper import start_keeper  # noqa: E402  (needs the settings)
from canyou.site.serving import progress_line  # noqa: E402

start_keeper(progress_line)
start_clockwork()
