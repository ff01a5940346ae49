"""The composition root: settings, application, routes and command line."""
