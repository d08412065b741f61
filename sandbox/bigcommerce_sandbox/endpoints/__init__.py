"""The endpoints of the API, one module for each area of it.

Each module states its ``ROUTES``; ``api.py`` names the modules that are served.
"""
